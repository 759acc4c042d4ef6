use authnex_core::foundation::SessionId;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::details::{changeable, path_of};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{admitted::admitted, flash::Done, response::see_other},
    state::HttpState,
};

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct SessionFields {
    session: String,
}

/// Ends one session of a user. Another user's is as over as one that has ended.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    Path(user): Path<String>,
    form: PageForm<SessionFields>,
) -> Response {
    let ended = async {
        let (tenant, who) = admitted(&form.visitor, "sessions:write")?;
        let user = changeable(tenant, who, &user).await?;
        let context = context.as_actor(who.actor());
        let id: Option<SessionId> = form.fields.session.parse().ok();
        let ended = match id {
            Some(id) => tenant.end_session(user.id, id, &context).await?,
            None => false,
        };
        let done = if ended {
            Done::SessionEnded
        } else {
            Done::SessionOver
        };
        Ok::<_, Failure>(done.at(&path_of(&user)))
    };
    match ended.await {
        Ok(path) => see_other(&state, &path),
        Err(failure) => failure.into_response(),
    }
}
