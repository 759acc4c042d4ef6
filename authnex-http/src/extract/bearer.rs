use authnex_core::CurrentUser;
use axum::extract::FromRequestParts;
use http::{HeaderMap, header::AUTHORIZATION, request::Parts};

use super::Tenant;
use crate::{
    error::Failure,
    route::{Requirement, Route},
    state::HttpState,
};

/// The user whose access token came with the request, at the tenant of the path. Cookies do not count here.
#[derive(Clone, Debug)]
pub(crate) struct BearerUser(pub(crate) CurrentUser);

impl FromRequestParts<HttpState> for BearerUser {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Failure> {
        if let Some(user) = parts.extensions.get::<CurrentUser>() {
            return Ok(Self(user.clone()));
        }
        let Tenant(tenant) = Tenant::from_request_parts(parts, state).await?;
        let token = bearer_token(&parts.headers)?.ok_or_else(Failure::unauthenticated)?;
        let user = tenant.authenticate_access_token(token).await?;
        // What a user does with the own account is not for clients of other houses.
        let route = parts.extensions.get::<&'static Route>();
        if user.is_delegated
            && route.is_some_and(|route| {
                matches!(route.requires, Requirement::User | Requirement::UserOrPage)
            })
        {
            return Err(Failure::forbidden("me"));
        }
        parts.extensions.insert(user.clone());
        Ok(Self(user))
    }
}

/// The token of `Authorization: Bearer …` (RFC 6750 2.1); `None` if there is no such header.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Result<Option<&str>, Failure> {
    let mut lines = headers.get_all(AUTHORIZATION).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(Failure::invalid_token("Send one Authorization header."));
    }
    let token = line.to_str().ok().and_then(|line| {
        let (scheme, token) = line.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token
        .filter(|token| !token.is_empty())
        .map(Some)
        .ok_or_else(|| Failure::invalid_token("Send it as 'Authorization: Bearer …'."))
}
