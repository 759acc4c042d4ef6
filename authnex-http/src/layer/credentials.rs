use authnex_core::{CurrentUser, TenantHandle};
use http::{Method, request::Parts};

use super::auth::Realm;
use crate::{
    cookie::{CookieScheme, cookie_of},
    csrf::check_origin,
    error::Failure,
    extract::bearer_token,
};

/// Who is signed in, found out once per request. A Bearer token counts before a cookie.
pub(super) async fn current_user(parts: &mut Parts) -> Result<CurrentUser, Failure> {
    if let Some(user) = parts.extensions.get::<CurrentUser>() {
        return Ok(user.clone());
    }
    let missing = || Failure::internal("the route has no AuthLayer around it");
    let realm = parts.extensions.get::<Realm>().ok_or_else(missing)?.clone();
    let tenant = realm.authnex.tenant(&realm.slug).await?;
    let unknown = || Failure::internal("the AuthLayer names a tenant that does not exist");
    let tenant = tenant.ok_or_else(unknown)?;
    let user = match bearer_token(&parts.headers)? {
        Some(token) => tenant.authenticate_access_token(token).await?,
        None => by_cookie(parts, &tenant).await?,
    };
    parts.extensions.insert(user.clone());
    Ok(user)
}

async fn by_cookie(parts: &Parts, tenant: &TenantHandle) -> Result<CurrentUser, Failure> {
    let name = CookieScheme::of(tenant.authnex()).session(tenant);
    let token = cookie_of(&parts.headers, &name).ok_or_else(Failure::unauthenticated)?;
    // A browser sends the cookie with whatever makes it: what changes something must come from our own pages.
    if !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        check_origin(&parts.headers, &tenant.authnex().base_url().origin())?;
    }
    let user = tenant.authenticate_session(&token).await?;
    user.ok_or_else(Failure::unauthenticated)
}
