use authnex_core::foundation::TrustedDeviceId;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::totp::SECTION;
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{flash::Done, response::see_other},
    state::HttpState,
};

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct BrowserFields {
    device: String,
}

/// Trusts one of the own browsers no longer. Another user's is as absent as one that is trusted no longer.
pub(in crate::portal) async fn forget(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<BrowserFields>,
) -> Response {
    let Some((tenant, who)) = form.visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let id: Option<TrustedDeviceId> = form.fields.device.parse().ok();
    if let Some(id) = id
        && let Err(error) = tenant.forget_device(who, id, &context).await
    {
        return Failure::from(error).into_response();
    }
    see_other(&state, &Done::BrowserForgotten.at(SECTION))
}
