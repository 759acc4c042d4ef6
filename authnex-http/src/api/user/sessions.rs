use std::collections::HashMap;

use authnex_core::foundation::SessionId;
use axum::{Json as Answer, extract::Path};
use http::StatusCode;

use super::subject::{changeable, named};
use crate::{
    api::session::SessionsAnswer,
    error::Failure,
    extract::{Caller, PageQuery, RequestFacts, Tenant},
};

/// `GET /t/{slug}/api/v1/users/{user}/sessions`.
pub(crate) async fn list_sessions(
    Tenant(tenant): Tenant,
    Path(path): Path<HashMap<String, String>>,
    PageQuery(page): PageQuery<SessionId>,
) -> Result<Answer<SessionsAnswer>, Failure> {
    let user = named(&tenant, &path).await?;
    let page = tenant.list_sessions(user.id, &page).await?;
    Ok(Answer(SessionsAnswer::of(page)))
}

/// `DELETE /t/{slug}/api/v1/users/{user}/sessions/{session}`. Another user's session is as absent as none.
pub(crate) async fn end_session(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let user = changeable(&tenant, &caller, &path).await?;
    let id = path.get("session").and_then(|id| id.parse().ok());
    let id: SessionId = id.ok_or_else(Failure::not_found)?;
    let context = context.as_actor(caller.actor());
    if tenant.end_session(user.id, id, &context).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::not_found())
    }
}

/// `POST /t/{slug}/api/v1/users/{user}/sign-out-everywhere`. 204 also if the user was signed in nowhere.
pub(crate) async fn sign_out_everywhere(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let user = changeable(&tenant, &caller, &path).await?;
    let context = context.as_actor(caller.actor());
    tenant.end_all_sessions(user.id, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
