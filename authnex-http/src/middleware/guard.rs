use std::panic::AssertUnwindSafe;

use axum::{
    body::Body,
    extract::{FromRequestParts, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use http::{HeaderValue, Request};

use super::{AddressLimiter, client_address_of, limiter::Decision};
use crate::{
    csrf::check_origin,
    error::Failure,
    extract::{BearerUser, Caller, check_operator},
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
    let decision = limit(&state, route, &request);
    let mut response = match decision {
        Some(decision) if !decision.is_taken() => {
            Failure::too_many(decision.retry_after_seconds).into_response()
        }
        _ => match check(&state, route, request).await {
            Ok(request) => next.run(request).await,
            Err(failure) => failure.into_response(),
        },
    };
    if let Some(decision) = decision {
        tell(decision, &mut response);
    }
    response
}

fn limit(state: &HttpState, route: &Route, request: &Request<Body>) -> Option<Decision> {
    let limiter = state.passwords().filter(|_| route.takes_password)?;
    let client = client_address_of(request.extensions())?;
    Some(limiter.check(client, state.authnex().clock().now()))
}

/// The fields of draft-ietf-httpapi-ratelimit-headers.
fn tell(decision: Decision, response: &mut Response) {
    let policy = format!(
        "\"password\";q={};w={}",
        AddressLimiter::BURST,
        AddressLimiter::WINDOW_SECONDS
    );
    let state = format!(
        "\"password\";r={};t={}",
        decision.remaining, decision.reset_seconds
    );
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
}

/// Checks where a page's form comes from, and what the row requires. What was found stays in the request.
async fn check(
    state: &HttpState,
    route: &Route,
    request: Request<Body>,
) -> Result<Request<Body>, Failure> {
    let (mut parts, body) = request.into_parts();
    if route.is_page_form() {
        check_origin(&parts.headers, state.origin())?;
    }
    match route.requires {
        Requirement::Public => {}
        Requirement::User => {
            BearerUser::from_request_parts(&mut parts, state).await?;
        }
        Requirement::Operator => check_operator(&parts.headers, state)?,
        Requirement::Permission(permission) => {
            let caller = Caller::from_request_parts(&mut parts, state).await?;
            if !caller.may(permission) {
                return Err(Failure::forbidden(permission));
            }
        }
        Requirement::Session | Requirement::SuspendedOwner => {
            #[cfg(feature = "portal")]
            {
                use crate::extract::Visitor;
                let visitor = Visitor::from_request_parts(&mut parts, state).await?;
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
    Ok(Request::from_parts(parts, body))
}
