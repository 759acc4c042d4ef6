//! A page of ours that asks the JSON API in its own browser: what only a script can do.

use authnex_core::{
    TenantHandle,
    flow::{Grant, PasskeyCeremony, PasskeySignIn},
    foundation::RequestContext,
};
use axum::{
    Json as Answer,
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap,
    header::{LOCATION, SET_COOKIE},
    request::Parts,
};
use serde_json::Value;

use super::password_step::{Place, lead_on};
use crate::{
    api::auth::{PageName, PasskeyAnswer},
    cookie::cookie_of,
    csrf::{FORM_TOKEN_HEADER, check_origin},
    error::Failure,
    extract::Visitor,
    state::HttpState,
};

/// Whoever asks, with what shows whether it is one of our pages.
pub(crate) struct AskingPage {
    visitor: Visitor,
    headers: HeaderMap,
    state: HttpState,
}

impl FromRequestParts<HttpState> for AskingPage {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Failure> {
        Ok(Self {
            visitor: Visitor::from_request_parts(parts, state).await?,
            headers: parts.headers.clone(),
            state: state.clone(),
        })
    }
}

impl AskingPage {
    /// Asks for a passkey as the second factor of the sign-in that waits in this browser.
    pub(crate) async fn begin_second_factor(
        self,
        page: PageName,
        tenant: &TenantHandle,
        context: &RequestContext,
    ) -> Result<PasskeyCeremony, Failure> {
        self.check()?;
        let flow = cookie_of(&self.headers, &self.state.cookies().flow());
        let flow = flow.unwrap_or_default();
        Ok(match page {
            PageName::Hosted => tenant.begin_passkey_second_factor(&flow, context).await?,
            PageName::Portal => {
                tenant
                    .begin_passkey_second_factor_at_portal(&flow, context)
                    .await?
            }
        })
    }

    fn check(&self) -> Result<(), Failure> {
        check_origin(&self.headers, self.state.origin())?;
        let token = self.headers.get(FORM_TOKEN_HEADER);
        let token = token.and_then(|token| token.to_str().ok());
        if self.visitor.takes_open_form(token.unwrap_or_default()) {
            Ok(())
        } else {
            Err(Failure::foreign_form())
        }
    }

    /// Signs in by passkey as a form would: the same checks of where it comes from, the same cookies, the same place
    /// to go on, which the script goes to.
    pub(crate) async fn finish_passkey(
        self,
        page: PageName,
        tenant: &TenantHandle,
        (flow, credential): (String, Value),
        context: &RequestContext,
    ) -> Result<Response, Failure> {
        self.check()?;
        let request = PasskeySignIn {
            flow,
            credential,
            grant: Grant::Session,
        };
        let (place, step) = match page {
            PageName::Hosted => (
                Place::Hosted,
                tenant.passkey_sign_in(request, context).await?,
            ),
            PageName::Portal => (
                Place::Portal,
                tenant.passkey_sign_in_at_portal(request, context).await?,
            ),
        };
        let from = (&self.headers, tenant);
        let led = lead_on(&self.state, from, place, step, context).await;
        Ok(told(&led))
    }
}

/// What a redirect says, as JSON: a script does not see where one leads.
fn told(redirect: &Response) -> Response {
    let location = redirect.headers().get(LOCATION);
    let location = location.and_then(|path| path.to_str().ok());
    let location = location.unwrap_or("/").to_owned();
    let mut response = Answer(PasskeyAnswer::Page { location }).into_response();
    for cookie in redirect.headers().get_all(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    response
}
