use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{flash::Done, response::see_other},
    state::HttpState,
};

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct ResendFields {
    /// The page that it stood on, if not on the dashboard.
    from: Option<Origin>,
}

/// A page to lead back to.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::portal) enum Origin {
    Profile,
}

/// Has the mail that verifies the own address sent again.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<ResendFields>,
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
    let page = match form.fields.from {
        Some(Origin::Profile) => "/portal/profile",
        None => "/portal/dashboard",
    };
    see_other(&state, &Done::VerificationSent.at(page))
}
