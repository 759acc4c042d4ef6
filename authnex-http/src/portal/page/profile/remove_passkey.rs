use authnex_core::{flow::RemovePasskeyError, foundation::PasskeyId};
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
pub(in crate::portal) struct PasskeyFields {
    passkey: String,
}

/// Removes one of the own passkeys. Another user's is as gone as one that was removed.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<PasskeyFields>,
) -> Response {
    let Some((tenant, who)) = form.visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let id: Option<PasskeyId> = form.fields.passkey.parse().ok();
    let removed = match id {
        Some(id) => tenant.remove_passkey(who, id, &context).await,
        None => Err(RemovePasskeyError::Unknown),
    };
    let done = match removed {
        Ok(()) => Done::PasskeyRemoved,
        Err(RemovePasskeyError::LastWayIn) => Done::PasskeyIsLastWayIn,
        Err(RemovePasskeyError::Required) => Done::PasskeyIsRequired,
        Err(RemovePasskeyError::StepUpRequired) => {
            return see_other(&state, "/portal/step-up?next=/portal/profile");
        }
        Err(RemovePasskeyError::Unknown) => Done::PasskeyGone,
        Err(error) => return Failure::from(error).into_response(),
    };
    see_other(&state, &done.at("/portal/profile"))
}
