//! What portal and hosted sign-in have in common: one password step, two places to go on from.

use authnex_core::{
    Secret, SignInPlace, TenantHandle,
    flow::{Grant, PasswordSignIn, SignInError, SignInStep, SignedIn},
    foundation::{PlainToken, RequestContext},
    sign_in::RequiredAction,
    tenant::TenantState,
};
use axum::response::Response;
use http::HeaderMap;

use super::{
    flash::Done,
    last_method::LastMethod,
    organizations::remember,
    response::{add_cookie, see_other},
};
use crate::{cookie::cookie_of, state::HttpState};

/// For how long the portal remembers the organization, in seconds.
pub(super) const ORGANIZATION_SECONDS: u32 = 180 * 86_400;

/// For how long a browser is known that a user has signed in with, in seconds.
const DEVICE_SECONDS: u32 = 180 * 86_400;

/// For how long a sign-in that waits for a step may wait, in seconds.
const FLOW_SECONDS: u32 = 600;

/// From which of the two a sign-in comes, and where it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A tenant's own pages.
    Hosted,
    /// The portal.
    Portal,
}

impl Place {
    fn path_of(self, tenant: &TenantHandle, hosted: &str, portal: &str) -> String {
        match self {
            Self::Hosted => format!("/t/{}/{hosted}", tenant.slug()),
            Self::Portal => format!("/portal/{portal}"),
        }
    }

    /// The path of a page that has the same name in both.
    pub(super) fn path(self, tenant: &TenantHandle, name: &str) -> String {
        self.path_of(tenant, name, name)
    }

    /// As the engine calls it.
    pub(super) const fn door(self) -> SignInPlace {
        match self {
            Self::Hosted => SignInPlace::Tenant,
            Self::Portal => SignInPlace::Portal,
        }
    }

    /// The path of the sign-in form.
    pub(super) fn sign_in(self, tenant: &TenantHandle) -> String {
        match self {
            Self::Hosted => format!("/t/{}/sign-in", tenant.slug()),
            Self::Portal => format!("/portal/sign-in?organization={}", tenant.slug()),
        }
    }

    /// The page that a sign-in waits at for the address to be verified. It is the tenant's own in either case; its
    /// address says where to go on.
    fn verify_email(self, tenant: &TenantHandle) -> String {
        let (slug, done) = (tenant.slug(), Done::VerificationAwaited.as_str());
        let next = self.as_str();
        format!("/t/{slug}/verify-email?done={done}&next={next}")
    }

    /// Its name in an address and in a form.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Hosted => "hosted",
            Self::Portal => "portal",
        }
    }

    /// From the path of a page.
    pub(super) fn of_path(path: &str) -> Self {
        if path.starts_with("/portal/") {
            Self::Portal
        } else {
            Self::Hosted
        }
    }

    /// From an address or a form: the tenant's own pages unless it says otherwise.
    pub(super) fn of(text: Option<&str>) -> Self {
        match text {
            Some("portal") => Self::Portal,
            _ => Self::Hosted,
        }
    }

    /// The path of the sign-in form, with a message about what came before.
    pub(super) fn sign_in_after(self, tenant: &TenantHandle, done: Done) -> String {
        let (slug, done) = (tenant.slug(), done.as_str());
        match self {
            Self::Hosted => format!("/t/{slug}/sign-in?done={done}"),
            Self::Portal => format!("/portal/sign-in?organization={slug}&done={done}"),
        }
    }
}

/// Signs in by password at a tenant, or spends as much on one that does not exist.
pub(super) async fn sign_in(
    (state, headers): (&HttpState, &HeaderMap),
    (tenant, slug, place): (Option<&TenantHandle>, &str, Place),
    (email, password): (&str, Secret),
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    let Some(tenant) = tenant else {
        let authnex = state.authnex();
        let refusal = authnex.sign_in_to_unknown_tenant(slug, email, password, context);
        return Err(refusal.await);
    };
    let request = PasswordSignIn {
        login: email.to_owned(),
        password,
        grant: Grant::Session,
    };
    let trusted = cookie_of(headers, &state.cookies().trusted_browser(tenant));
    let from = (place.door(), trusted.as_deref());
    tenant.sign_in_from_browser(request, from, context).await
}

/// Leads on: into the session, or to what has to be done first.
pub(super) async fn lead_on(
    state: &HttpState,
    (headers, tenant): (&HeaderMap, &TenantHandle),
    place: Place,
    step: SignInStep,
    context: &RequestContext,
) -> Response {
    let cookies = state.cookies();
    let mut response = match step {
        SignInStep::SignedIn(signed_in) => {
            end_previous(state, (headers, tenant), context).await;
            open((state, context), tenant, place, &signed_in)
        }
        SignInStep::SecondFactorRequired { flow, .. } => {
            let path = place.path(tenant, "second-factor");
            waits(state, &path, &flow)
        }
        SignInStep::ActionRequired { flow, action } => {
            let path = match action {
                RequiredAction::ChangePassword => place.path(tenant, "change-password"),
                RequiredAction::EnrolMfa => place.path(tenant, "enrol-mfa"),
                RequiredAction::VerifyEmail => place.verify_email(tenant),
            };
            waits(state, &path, &flow)
        }
    };
    if place == Place::Portal {
        let slug = tenant.slug().as_str();
        let cookie = cookies.set(&cookies.organization(), slug, Some(ORGANIZATION_SECONDS));
        add_cookie(&mut response, cookie);
        add_cookie(&mut response, remember(state, headers, slug));
    }
    response
}

/// To the page that a sign-in waits at.
fn waits(state: &HttpState, path: &str, flow: &PlainToken) -> Response {
    let cookies = state.cookies();
    let mut response = see_other(state, path);
    let cookie = cookies.set(&cookies.flow(), flow.expose(), Some(FLOW_SECONDS));
    add_cookie(&mut response, cookie);
    response
}

fn open(
    (state, context): (&HttpState, &RequestContext),
    tenant: &TenantHandle,
    place: Place,
    signed_in: &SignedIn,
) -> Response {
    let cookies = state.cookies();
    let portal = if tenant.state() == TenantState::Active {
        "dashboard"
    } else {
        "suspended"
    };
    let mut response = see_other(state, &place.path_of(tenant, "signed-in", portal));
    let token = signed_in.session_token.expose();
    add_cookie(
        &mut response,
        cookies.set_session(tenant, &signed_in.session, token),
    );
    add_cookie(&mut response, cookies.clear(&cookies.flow()));
    let device = tenant.note_device(signed_in.session.user, context);
    let cookie = cookies.set(&cookies.device(), &device, Some(DEVICE_SECONDS));
    add_cookie(&mut response, cookie);
    if let Some(trusted) = &signed_in.trusted {
        let name = cookies.trusted_browser(tenant);
        let cookie = cookies.set(&name, trusted.token.expose(), Some(trusted.seconds));
        add_cookie(&mut response, cookie);
    }
    let method = LastMethod::of(&signed_in.session.amr).as_str();
    add_cookie(
        &mut response,
        cookies.set(&cookies.last_method(), method, Some(ORGANIZATION_SECONDS)),
    );
    response
}

/// One session for each browser and tenant: the one before ends, also when the portal's current organization is
/// another. That it could not be ended is no reason to refuse the new one.
async fn end_previous(
    state: &HttpState,
    (headers, tenant): (&HeaderMap, &TenantHandle),
    context: &RequestContext,
) {
    let Some(token) = cookie_of(headers, &state.cookies().session(tenant)) else {
        return;
    };
    let ended = match tenant.authenticate_session(&token).await {
        Ok(Some(who)) => tenant
            .sign_out(&who.session, context)
            .await
            .map_err(|error| error.to_string()),
        Ok(None) => Ok(()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = ended {
        tracing::warn!(error, "a browser's former session was not ended");
    }
}
