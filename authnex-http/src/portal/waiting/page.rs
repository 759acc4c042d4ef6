use std::convert::Infallible;

use authnex_core::{
    TenantHandle,
    flow::{SignInError, SignInStep},
    foundation::RequestContext,
};
use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, request::Parts};

use crate::{
    cookie::cookie_of,
    error::Failure,
    extract::{RequestFacts, Visitor},
    portal::{
        flash::Done,
        form::{FormView, Refused},
        frame::Frame,
        look::Look,
        password_step::{Place, lead_on},
        refusal,
        response::see_other,
    },
    state::HttpState,
};

/// A page at which a sign-in waits in this browser: in its cookie is the handle.
pub(in crate::portal) struct WaitingPage {
    pub(super) look: Look,
    pub(super) place: Place,
    pub(super) context: RequestContext,
    /// The handle, or nothing that is one.
    pub(super) flow: String,
    headers: HeaderMap,
    state: HttpState,
}

impl FromRequestParts<HttpState> for WaitingPage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Infallible> {
        let look = Look::from_request_parts(parts, state).await?;
        let flow = cookie_of(&parts.headers, &state.cookies().flow());
        Ok(Self {
            look,
            place: Place::of_path(parts.uri.path()),
            context: RequestFacts::of(parts).0,
            flow: flow.unwrap_or_default(),
            headers: parts.headers.clone(),
            state: state.clone(),
        })
    }
}

impl WaitingPage {
    /// The frame of the page with this title.
    pub(super) fn frame(&self, (visitor, tenant): (&Visitor, &TenantHandle), title: &str) -> Frame {
        let frame = self.look.frame(visitor, self.look.texts.get(title));
        self.named(frame, tenant)
    }

    /// The same, of a page that must hold no form of its own.
    pub(super) fn bare_frame(&self, tenant: &TenantHandle, title: &str) -> Frame {
        let frame = self.look.bare(self.look.texts.get(title));
        self.named(frame, tenant)
    }

    fn named(&self, frame: Frame, tenant: &TenantHandle) -> Frame {
        match self.place {
            Place::Hosted => frame.of(tenant),
            // The portal tells no name before the sign-in is over.
            Place::Portal => frame,
        }
    }

    /// The address of the page with this name.
    pub(super) fn address(&self, tenant: &TenantHandle, name: &str) -> String {
        format!("{}{}", self.look.base, self.place.path(tenant, name))
    }

    /// The address at which the sign-in begins anew.
    pub(super) fn anew(&self, tenant: &TenantHandle) -> String {
        format!("{}{}", self.look.base, self.place.sign_in(tenant))
    }

    /// Leads on to what comes after the step.
    pub(super) async fn lead_on(&self, tenant: &TenantHandle, step: SignInStep) -> Response {
        let from = (&self.headers, tenant);
        lead_on(&self.state, from, self.place, step, &self.context).await
    }

    /// What the form says of a refusal; `Err` leads back to the sign-in if this one is over: its handle was used, has
    /// expired, or is of another organization.
    pub(super) fn refused(
        &self,
        tenant: &TenantHandle,
        view: FormView,
        error: SignInError,
    ) -> Result<Refused, Response> {
        if matches!(error, SignInError::FlowUnknown) {
            let path = self.place.sign_in_after(tenant, Done::FlowOver);
            return Err(see_other(&self.state, &path));
        }
        let refused = refusal::of_sign_in(self.look.texts, view, error);
        refused.map_err(IntoResponse::into_response)
    }
}

/// Where no organization is known no sign-in waits.
pub(super) fn nobody() -> Response {
    Failure::sign_in_required().into_response()
}
