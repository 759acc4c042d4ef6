use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts},
};
use http::Request;
use serde::de::DeserializeOwned;

use super::{
    Visitor,
    body::{check_type, read},
    form::Fields,
};
use crate::{
    error::Failure,
    route::{Requirement, Route},
    state::HttpState,
};

/// A form of one of our pages, checked: its token, and that it belongs to the current organization.
///
/// The fields `csrf` and `tenant` are taken out before `T` sees the rest. A route that requires a session wants
/// the session's token, any other route the one that is bound to the browser's cookie. The hosted form of an
/// unknown tenant has no visitor: `visitor.tenant` is `None` then.
pub(crate) struct PageForm<T> {
    /// The fields.
    pub(crate) fields: T,
    /// Who sent it.
    pub(crate) visitor: Visitor,
}

impl<T: DeserializeOwned> FromRequest<HttpState> for PageForm<T> {
    type Rejection = Failure;

    async fn from_request(request: Request<Body>, state: &HttpState) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::of_form(&mut parts, state).await?;
        let route = parts.extensions.get::<&'static Route>().copied();
        check_type(&parts.headers, "application/x-www-form-urlencoded")?;
        let bytes = read(Request::from_parts(parts, body), state.body_limit()).await?;
        let mut fields = Fields::parse(&bytes)?;
        let token = fields.take("csrf").unwrap_or_default();
        if let Some(named) = fields.take("tenant") {
            let current = visitor.tenant.as_ref().map(|tenant| tenant.slug().as_str());
            if current != Some(&*named) {
                return Err(Failure::switched_organization());
            }
        }
        let in_session = route.is_some_and(|route| {
            matches!(
                route.requires,
                Requirement::Session | Requirement::SuspendedOwner
            )
        });
        let accepted = if in_session {
            visitor.takes_session_form(&token)
        } else {
            visitor.takes_open_form(&token)
        };
        if !accepted {
            return Err(Failure::foreign_form());
        }
        Ok(Self {
            fields: fields.into_typed()?,
            visitor,
        })
    }
}

impl Visitor {
    /// As the visitor of a page, but an unknown tenant of the path is no refusal: a password form answers it as
    /// it answers a wrong password.
    async fn of_form(parts: &mut http::request::Parts, state: &HttpState) -> Result<Self, Failure> {
        let takes_password = parts
            .extensions
            .get::<&'static Route>()
            .is_some_and(|route| route.takes_password);
        match Self::from_request_parts(parts, state).await {
            Err(failure) if takes_password && failure.status == http::StatusCode::NOT_FOUND => {
                Ok(Self::without_tenant(&parts.headers, state))
            }
            other => other,
        }
    }
}
