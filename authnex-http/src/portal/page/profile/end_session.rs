use authnex_core::foundation::SessionId;
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
        page::sign_out::{NoFields, end},
        response::see_other,
    },
    state::HttpState,
};

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct SessionFields {
    session: String,
}

/// Ends one of the own sessions. Another user's session is as over as one that has ended.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<SessionFields>,
) -> Response {
    let Some((tenant, who)) = form.visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let id: Option<SessionId> = form.fields.session.parse().ok();
    if id == Some(who.session.id) {
        return end(&state, (tenant, who), &context).await;
    }
    let mut ended = false;
    if let Some(id) = id {
        let context = context.as_actor(who.actor());
        ended = match tenant.end_session(who.user.id, id, &context).await {
            Ok(ended) => ended,
            Err(error) => return Failure::from(error).into_response(),
        };
    }
    let done = if ended {
        Done::SessionEnded
    } else {
        Done::SessionOver
    };
    see_other(&state, &done.at("/portal/profile"))
}

/// Ends all of the own sessions but this one.
pub(in crate::portal) async fn submit_others(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<NoFields>,
) -> Response {
    let Some((tenant, who)) = form.visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let context = context.as_actor(who.actor());
    match tenant.end_other_sessions(&who.session, &context).await {
        Ok(_) => see_other(&state, &Done::SessionsEnded.at("/portal/profile")),
        Err(error) => Failure::from(error).into_response(),
    }
}
