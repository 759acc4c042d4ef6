use std::time::Duration;

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{error::Failure, state::HttpState};

/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// That all is well.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    status: &'static str,
}

const OK: Json<Health> = Json(Health { status: "ok" });

/// `GET /healthz`: it serves, also with the database away.
pub(super) async fn live() -> Json<Health> {
    OK
}

/// `GET /readyz`: the store answers within a second.
pub(super) async fn ready(State(state): State<HttpState>) -> Result<Json<Health>, Failure> {
    match tokio::time::timeout(PATIENCE, state.authnex().ping()).await {
        Ok(Ok(())) => Ok(OK),
        Ok(Err(error)) => Err(Failure::unavailable(1, error)),
        Err(_) => Err(Failure::unavailable(
            1,
            "the store did not answer within a second",
        )),
    }
}
