use authnex_core::{CurrentUser, TenantHandle, foundation::RequestContext};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{
        flash::Done,
        response::{add_cookie, see_other},
    },
    state::HttpState,
};

/// The form has no fields of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct NoFields {}

/// Ends the session.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<NoFields>,
) -> Response {
    match form.visitor.signed_in() {
        Some(who) => end(&state, who, &context).await,
        None => Failure::sign_in_required().into_response(),
    }
}

/// Ends a session of the portal, and leads back to its sign-in.
pub(super) async fn end(
    state: &HttpState,
    (tenant, who): (&TenantHandle, &CurrentUser),
    context: &RequestContext,
) -> Response {
    let context = context.as_actor(who.actor());
    if let Err(error) = tenant.sign_out(&who.session, &context).await {
        return Failure::from(error).into_response();
    }
    let cookies = state.cookies();
    let mut response = see_other(
        state,
        &format!("/portal/sign-in?done={}", Done::SignedOut.as_str()),
    );
    add_cookie(&mut response, cookies.clear(&cookies.session(tenant)));
    response
}
