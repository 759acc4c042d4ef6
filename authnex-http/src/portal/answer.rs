//! How an authorization response gets to the client through the browser.

use authnex_core::{
    TenantHandle,
    flow::AuthorizeError,
    oauth::{AuthorizationResponse, RequestFault, ResponseMode},
};
use axum::response::{IntoResponse, Response};

use super::{
    form_post::form_post_page,
    look::Look,
    response::{add_cookie, to_client},
};
use crate::{error::Failure, extract::Visitor, state::HttpState};

/// Sends an answer on its way; the request has been answered, and waits no longer. 303, since the browser may have
/// come by a form with credentials (RFC 9700 4.12).
pub(crate) fn send(
    state: &HttpState,
    (look, visitor): (&Look, &Visitor),
    tenant: &TenantHandle,
    answer: AuthorizationResponse,
) -> Response {
    let mut response = match answer.mode {
        ResponseMode::FormPost => form_post_page((look, visitor), tenant, answer),
        ResponseMode::Query => to_client(&answer.location()),
    };
    let cookies = state.cookies();
    if visitor.pending.is_some() {
        add_cookie(&mut response, cookies.clear(&cookies.pending(tenant)));
    }
    response
}

/// Tells what is wrong with a request: the client if it is known to be one, else the user.
pub(crate) fn faulted(
    state: &HttpState,
    shown: (&Look, &Visitor),
    tenant: &TenantHandle,
    error: AuthorizeError,
) -> Response {
    match error {
        AuthorizeError::Fault(RequestFault::Redirect(to, refusal)) => {
            let answer = AuthorizationResponse::refusal(&to, tenant.issuer(), refusal);
            send(state, shown, tenant, answer)
        }
        AuthorizeError::Fault(RequestFault::Page(refusal)) => {
            Failure::from(refusal).at(tenant).into_response()
        }
        AuthorizeError::SessionEnded => Failure::sign_in_required().into_response(),
        AuthorizeError::Internal(error) => Failure::from(error).into_response(),
    }
}
