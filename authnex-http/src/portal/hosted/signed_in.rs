use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::Visitor,
    portal::{
        flash::Done,
        frame::Frame,
        look::Look,
        response::{page, see_other},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/signed_in.html")]
struct SignedInPage {
    frame: Frame,
    csrf: String,
    slug: String,
    sign_out: String,
    lead: String,
    user: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
}

/// Who is signed in.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    look: Look,
    visitor: Visitor,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let (Some((tenant, who)), Some(csrf)) = (visitor.signed_in(), visitor.session_form_token())
    else {
        return Failure::sign_in_required().into_response();
    };
    // Whoever signed in on the way to a client goes on there.
    if let Some(pending) = &visitor.pending {
        return see_other(&state, &pending.path(tenant));
    }
    let base = &look.base;
    let Query(asked) = asked.unwrap_or_default();
    let mut template = SignedInPage {
        csrf,
        slug: tenant.slug().to_string(),
        sign_out: format!("{base}/t/{}/sign-out", tenant.slug()),
        lead: look
            .texts
            .with("signed-in-lead", "organization", tenant.name()),
        user: who.user.username.clone(),
        frame: look
            .frame(&visitor, look.texts.get("signed-in-title"))
            .of(tenant),
    };
    template.frame.flash = Done::flash(look.texts, asked.done.as_deref());
    page(&visitor, StatusCode::OK, &template)
}
