use std::panic::AssertUnwindSafe;

use authnex_core::{TenantHandle, foundation::TokenKind};
use axum::{
    body::Body,
    extract::{FromRequestParts, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use http::{HeaderMap, Request, request::Parts};

use super::{client_address_of, rates::Rates};
use crate::{
    csrf::check_origin,
    error::Failure,
    extract::{BearerUser, Caller, SlugPath, bearer_token, check_operator},
    route::{Requirement, Route},
    state::HttpState,
};

/// What surrounds the handler of one row of the route table.
pub(crate) async fn guard(
    State((state, route)): State<(HttpState, &'static Route)>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    request.extensions_mut().insert(route);
    let limit = state.time_limit();
    let answer = AssertUnwindSafe(admit(state, route, request, next)).catch_unwind();
    let mut response = match tokio::time::timeout(limit, answer).await {
        Ok(Ok(response)) => response,
        // A panic may hold anything in its message; the panic hook has written it where the operator wants it.
        Ok(Err(_)) => Failure::internal("the handler panicked").into_response(),
        Err(_) => Failure::timed_out().into_response(),
    };
    response.extensions_mut().insert(route);
    response
}

async fn admit(
    state: HttpState,
    route: &'static Route,
    request: Request<Body>,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut rates = Rates::default();
    let admitted = ask(&state, route, &mut parts, &mut rates).await;
    let mut response = match admitted {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(failure) => failure.into_response(),
    };
    rates.tell(&mut response);
    response
}

/// Limits first, since a check may be dear; then the address, and at last who calls.
async fn ask(
    state: &HttpState,
    route: &'static Route,
    parts: &mut Parts,
    rates: &mut Rates,
) -> Result<(), Failure> {
    let refused = |rates: &Rates| match rates.refused() {
        Some(seconds) => Err(Failure::too_many(seconds)),
        None => Ok(()),
    };
    let (slug, tenant) = tenant_of_path(state, route, parts).await?;
    let place = (slug.as_deref(), tenant.as_ref());
    rates.before((state, route), parts, place);
    refused(rates)?;
    check_address(state, route, parts, tenant.as_ref()).await?;
    check(state, route, parts).await?;
    rates.of_account((state, route), parts, tenant.as_ref());
    refused(rates)
}

/// The slug of the path, and the tenant if there is one: what follows finds it looked up.
async fn tenant_of_path(
    state: &HttpState,
    route: &Route,
    parts: &mut Parts,
) -> Result<(Option<String>, Option<TenantHandle>), Failure> {
    if !route.path.contains("{slug}") || route.group().is_none() {
        return Ok((None, None));
    }
    let SlugPath(slug) = SlugPath::from_request_parts(parts, state).await?;
    let tenant = state.authnex().tenant(&slug).await?;
    if let Some(tenant) = &tenant {
        parts.extensions.insert(tenant.clone());
    }
    Ok((Some(slug), tenant))
}

/// Whether people may come from where the request does. A browser in the portal belongs to the organization that its
/// cookie names.
async fn check_address(
    state: &HttpState,
    route: &Route,
    parts: &mut Parts,
    tenant: Option<&TenantHandle>,
) -> Result<(), Failure> {
    if !route.is_for_people() {
        return Ok(());
    }
    let address = client_address_of(&parts.extensions);
    let lets_in = |tenant: &TenantHandle| tenant.policy().lets_in(address);
    let is_in = match tenant {
        Some(tenant) => lets_in(tenant) || is_machine(route, &parts.headers),
        #[cfg(feature = "portal")]
        None if route.path.starts_with("/portal/") => {
            use crate::extract::Visitor;
            let visitor = Visitor::from_request_parts(parts, state).await?;
            visitor.tenant.as_ref().is_none_or(lets_in)
        }
        None => true,
    };
    if is_in {
        Ok(())
    } else {
        Err(Failure::address_not_allowed(address))
    }
}

/// A machine with its key, where nothing but the key opens: whether it is good is found out later. Anywhere else the
/// header would be a way around the list, since nobody looks at it.
fn is_machine(route: &Route, headers: &HeaderMap) -> bool {
    if !matches!(route.requires, Requirement::Permission(_)) {
        return false;
    }
    let token = bearer_token(headers).ok().flatten();
    token.is_some_and(|token| token.starts_with(TokenKind::ApiKey.prefix()))
}

/// Checks where a page's form comes from, and what the row requires. What was found stays in the request.
async fn check(state: &HttpState, route: &Route, parts: &mut Parts) -> Result<(), Failure> {
    if route.is_page_form() {
        check_origin(&parts.headers, state.origin())?;
    }
    match route.requires {
        Requirement::Public | Requirement::Protocol => {}
        Requirement::User => {
            BearerUser::from_request_parts(parts, state).await?;
        }
        Requirement::UserOrPage => check_user_or_page(parts, state).await?,
        Requirement::Operator => check_operator(&parts.headers, state)?,
        Requirement::Permission(permission) => {
            let caller = Caller::from_request_parts(parts, state).await?;
            if !caller.may(permission) {
                return Err(Failure::forbidden(permission));
            }
        }
        Requirement::Session | Requirement::SuspendedOwner => {
            #[cfg(feature = "portal")]
            {
                use crate::extract::Visitor;
                let visitor = Visitor::from_request_parts(parts, state).await?;
                let found = if route.requires == Requirement::Session {
                    visitor.signed_in()
                } else {
                    visitor.signed_in_suspended()
                };
                found.ok_or_else(Failure::sign_in_required)?;
            }
            // Without pages there are no sessions of pages; no row of this build gets here.
            #[cfg(not(feature = "portal"))]
            return Err(Failure::not_found());
        }
    }
    Ok(())
}

/// A Bearer token counts before a cookie. With a cookie alone, only a page of ours is answered.
async fn check_user_or_page(parts: &mut Parts, state: &HttpState) -> Result<(), Failure> {
    #[cfg(feature = "portal")]
    if !parts.headers.contains_key(http::header::AUTHORIZATION) {
        use crate::{csrf::FORM_TOKEN_HEADER, extract::Visitor};
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let (_, user) = visitor.signed_in().ok_or_else(Failure::unauthenticated)?;
        check_origin(&parts.headers, state.origin())?;
        let token = parts.headers.get(FORM_TOKEN_HEADER);
        let token = token.and_then(|token| token.to_str().ok());
        if !visitor.takes_session_form(token.unwrap_or_default()) {
            return Err(Failure::foreign_form());
        }
        let user = user.clone();
        parts.extensions.insert(user);
        return Ok(());
    }
    BearerUser::from_request_parts(parts, state).await?;
    Ok(())
}
