use axum::Json as Answer;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::{CLIENT_ID, TokenAnswer};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// A refresh token to be replaced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefreshBody {
    /// The token, `anx_rt_…`.
    refresh_token: String,
}

/// `POST /t/{slug}/api/v1/auth/refresh`.
pub(crate) async fn refresh(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<RefreshBody>,
) -> Result<Answer<TokenAnswer>, Failure> {
    let tokens = tenant
        .refresh(&body.refresh_token, CLIENT_ID, &context)
        .await?;
    Ok(Answer(tokens.into()))
}
