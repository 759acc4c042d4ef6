use authnex_core::{CurrentUser, TenantHandle};
use axum::extract::FromRequestParts;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, request::Parts};
use ring::hmac;

use super::Tenant;
use crate::{
    cookie::{CookieScheme, Pending, cookie_of},
    csrf::FormTokens,
    error::Failure,
    state::HttpState,
};

/// Who looks at a page: the organization that the page belongs to, and the live session there, if any.
///
/// A hosted page belongs to the tenant of its path (404 if there is none), a portal page to the one that the
/// cookie `anx_org` names.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The organization.
    pub(crate) tenant: Option<TenantHandle>,
    /// The user of the live session there.
    pub(crate) user: Option<CurrentUser>,
    /// The owner who is signed in while the organization is suspended: to one page only.
    pub(crate) suspended_owner: Option<CurrentUser>,
    /// The authorization request for which the visitor is signing in here.
    pub(crate) pending: Option<Pending>,
    state: HttpState,
    csrf_cookie: String,
    csrf_is_new: bool,
}

impl Visitor {
    /// The value of the field `csrf` in forms that anyone may send (sign-in, sign-up).
    pub(crate) fn open_form_token(&self) -> String {
        FormTokens::for_anyone(self.state.authnex(), &self.csrf_cookie)
    }

    /// By what this browser is known again at a tenant, without telling what its cookie holds.
    pub(crate) fn mark(&self, tenant: &TenantHandle) -> String {
        let key = tenant.mac_key("browser");
        URL_SAFE_NO_PAD.encode(hmac::sign(&key, self.csrf_cookie.as_bytes()))
    }

    /// The value of the field `csrf` in forms of the session (sign-out and everything within); `None` without one.
    pub(crate) fn session_form_token(&self) -> Option<String> {
        let (tenant, user) = self.signed_in().or_else(|| self.signed_in_suspended())?;
        Some(FormTokens::in_session(tenant, user.session.id))
    }

    /// The tenant and the user of the live session.
    pub(crate) fn signed_in(&self) -> Option<(&TenantHandle, &CurrentUser)> {
        self.tenant.as_ref().zip(self.user.as_ref())
    }

    /// The tenant, suspended, and its owner who is signed in nevertheless.
    pub(crate) fn signed_in_suspended(&self) -> Option<(&TenantHandle, &CurrentUser)> {
        self.tenant.as_ref().zip(self.suspended_owner.as_ref())
    }

    /// The cookie that a page with an open form must set, if the browser does not have it yet.
    pub(crate) fn csrf_set_cookie(&self) -> Option<HeaderValue> {
        let scheme = self.cookies();
        self.csrf_is_new
            .then(|| scheme.set(&scheme.csrf(), &self.csrf_cookie, None))
            .flatten()
    }

    /// Whether pages can offer passkeys: their scripts ask the JSON API.
    pub(crate) fn has_passkeys(&self) -> bool {
        cfg!(feature = "api") && self.state.authnex().relying_party_id().is_some()
    }

    /// Names and attributes of cookies.
    pub(crate) fn cookies(&self) -> CookieScheme {
        self.state.cookies()
    }

    /// A browser at a page that belongs to no organization.
    pub(super) fn without_tenant(headers: &HeaderMap, state: &HttpState) -> Self {
        let sent = cookie_of(headers, &state.cookies().csrf());
        Self {
            tenant: None,
            user: None,
            suspended_owner: None,
            pending: None,
            csrf_is_new: sent.is_none(),
            csrf_cookie: sent.unwrap_or_else(|| FormTokens::fresh_cookie(state.authnex())),
            state: state.clone(),
        }
    }

    /// Whether a form token is good for a form that anyone may send.
    pub(crate) fn takes_open_form(&self, token: &str) -> bool {
        !self.csrf_is_new
            && FormTokens::is_of_cookie(token, self.state.authnex(), &self.csrf_cookie)
    }

    /// Whether a form token is good for a form of this session.
    pub(crate) fn takes_session_form(&self, token: &str) -> bool {
        self.signed_in()
            .or_else(|| self.signed_in_suspended())
            .is_some_and(|(tenant, user)| FormTokens::is_of_session(token, tenant, user.session.id))
    }
}

impl FromRequestParts<HttpState> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Failure> {
        if let Some(visitor) = parts.extensions.get::<Self>() {
            return Ok(visitor.clone());
        }
        let tenant = tenant_of(parts, state).await?;
        let (mut user, mut suspended_owner) = (None, None);
        if let Some(tenant) = &tenant {
            let name = state.cookies().session(tenant);
            if let Some(token) = cookie_of(&parts.headers, &name) {
                user = tenant.authenticate_session(&token).await?;
                if parts.uri.path().starts_with("/portal/") {
                    suspended_owner = tenant.authenticate_suspended_owner(&token).await?;
                }
            }
        }
        let is_hosted = parts.uri.path().starts_with("/t/");
        let pending = tenant
            .as_ref()
            .filter(|_| is_hosted)
            .and_then(|tenant| Pending::of(&parts.headers, state.cookies(), tenant));
        let visitor = Self {
            tenant,
            user,
            suspended_owner,
            pending,
            ..Self::without_tenant(&parts.headers, state)
        };
        parts.extensions.insert(visitor.clone());
        Ok(visitor)
    }
}

async fn tenant_of(parts: &mut Parts, state: &HttpState) -> Result<Option<TenantHandle>, Failure> {
    if parts.uri.path().starts_with("/t/") {
        let Tenant(tenant) = Tenant::from_request_parts(parts, state).await?;
        return Ok(Some(tenant));
    }
    match cookie_of(&parts.headers, &state.cookies().organization()) {
        Some(slug) => Ok(state.authnex().tenant(&slug).await?),
        None => Ok(None),
    }
}
