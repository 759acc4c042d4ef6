use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{flash::Done, page::sign_out::NoFields, response::see_other},
    state::HttpState,
};

/// Has the mail that verifies the own address sent again.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<NoFields>,
) -> Response {
    let Some((tenant, who)) = form.visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let context = context.as_actor(who.actor());
    if let Some(email) = who.user.email.as_ref().filter(|_| !who.user.email_verified)
        && let Err(error) = tenant.send_verification(email.as_str(), &context).await
    {
        return Failure::from(error).into_response();
    }
    let done = Done::VerificationSent.as_str();
    see_other(&state, &format!("/portal/dashboard?done={done}"))
}
