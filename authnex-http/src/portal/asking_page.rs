//! A page of ours that asks the JSON API in its own browser: what only a script can do.

use authnex_core::{
    TenantHandle,
    flow::{Grant, PasskeyCeremony, PasskeySignIn, SignInStep},
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

use super::{
    flash::Done,
    password_step::{Place, lead_on},
    response::see_other,
};
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
        let flow = self.waiting_flow()?;
        let waiting = (flow.as_str(), place_of(page).door());
        Ok(tenant.begin_passkey_second_factor(waiting, context).await?)
    }

    /// Asks for the passkey that the sign-in which waits in this browser wants enrolled.
    pub(crate) async fn begin_enrolment(
        self,
        page: PageName,
        tenant: &TenantHandle,
    ) -> Result<PasskeyCeremony, Failure> {
        let flow = self.waiting_flow()?;
        let waiting = (flow.as_str(), place_of(page).door());
        Ok(tenant.begin_passkey_at_sign_in(waiting).await?)
    }

    fn waiting_flow(&self) -> Result<String, Failure> {
        self.check()?;
        let flow = cookie_of(&self.headers, &self.state.cookies().flow());
        Ok(flow.unwrap_or_default())
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
        answer: (String, Value),
        context: &RequestContext,
    ) -> Result<Response, Failure> {
        self.check()?;
        let place = place_of(page);
        let step = (in_session(answer), place.door());
        let step = tenant.passkey_sign_in(step, context).await?;
        Ok(self.lead_on(place, tenant, step, context).await)
    }

    /// Enrols the passkey as [`AskingPage::finish_passkey`] signs in.
    pub(crate) async fn finish_enrolment(
        self,
        page: PageName,
        tenant: &TenantHandle,
        answer: (String, Value),
        context: &RequestContext,
    ) -> Result<Response, Failure> {
        self.check()?;
        let place = place_of(page);
        let step = (in_session(answer), place.door());
        let step = tenant.finish_passkey_at_sign_in(step, context).await?;
        Ok(self.lead_on(place, tenant, step, context).await)
    }

    /// Accepts the invitation, and goes on as a sign-in does, or to the sign-in: the account is there in either case.
    pub(crate) async fn finish_invitation(
        self,
        tenant: &TenantHandle,
        (flow, credential): (String, Value),
        context: &RequestContext,
    ) -> Result<Response, Failure> {
        self.check()?;
        let answer = (flow.as_str(), &credential);
        let accepted = tenant.finish_accept_by_passkey(answer, &Grant::Session, context);
        let place = Place::Hosted;
        Ok(match accepted.await?.sign_in {
            Ok(step) => self.lead_on(place, tenant, step, context).await,
            Err(_) => told(&see_other(
                &self.state,
                &place.sign_in_after(tenant, Done::SignedUp),
            )),
        })
    }

    async fn lead_on(
        &self,
        place: Place,
        tenant: &TenantHandle,
        step: SignInStep,
        context: &RequestContext,
    ) -> Response {
        let from = (&self.headers, tenant);
        told(&lead_on(&self.state, from, place, step, context).await)
    }
}

const fn place_of(page: PageName) -> Place {
    match page {
        PageName::Hosted => Place::Hosted,
        PageName::Portal => Place::Portal,
    }
}

/// An answer for a session of this browser.
fn in_session((flow, credential): (String, Value)) -> PasskeySignIn {
    PasskeySignIn {
        flow,
        credential,
        grant: Grant::Session,
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
