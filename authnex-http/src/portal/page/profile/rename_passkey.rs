use std::collections::HashMap;

use askama::Template;
use authnex_core::{
    CurrentUser, TenantHandle, flow::RenamePasskeyError, foundation::PasskeyId, passkey::Passkey,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        look::Look,
        response::{page, see_other},
        shell::{Room, Shell},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "portal/passkey.html")]
struct PasskeyPage {
    frame: Frame,
    shell: Shell,
    trail: [(String, String); 1],
    id: String,
    /// As it is, not as it was typed.
    name: String,
    back: String,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct NameFields {
    name: String,
}

/// The form for a passkey's name.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    Path(path): Path<HashMap<String, String>>,
) -> Response {
    match draw((&look, &visitor, &headers), &path, None).await {
        Ok(template) => page(&visitor, StatusCode::OK, &template),
        Err(failure) => failure.into_response(),
    }
}

/// Gives it another name.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Path(path): Path<HashMap<String, String>>,
    form: PageForm<NameFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let Some(id) = id_of(&path) else {
        return Failure::not_found().into_response();
    };
    let renamed = tenant.rename_passkey(who, (id, &fields.name), &context);
    let faults = match renamed.await {
        Ok(()) => return see_other(&state, &Done::PasskeyRenamed.at("/portal/profile")),
        Err(RenamePasskeyError::Invalid(faults)) => faults,
        Err(error) => return Failure::from(error).into_response(),
    };
    let view = FormView::with([("name", fields.name)]).faulted(look.texts, faults);
    match draw((&look, &visitor, &headers), &path, Some(view)).await {
        Ok(template) => page(&visitor, StatusCode::UNPROCESSABLE_ENTITY, &template),
        Err(failure) => failure.into_response(),
    }
}

/// Another user's passkey is as absent as none.
fn id_of(path: &HashMap<String, String>) -> Option<PasskeyId> {
    path.get("passkey").and_then(|id| id.parse().ok())
}

async fn find(
    (tenant, who): (&TenantHandle, &CurrentUser),
    path: &HashMap<String, String>,
) -> Result<Passkey, Failure> {
    let id = id_of(path).ok_or_else(Failure::not_found)?;
    let all = tenant.list_passkeys(who.user.id).await?;
    let found = all.into_iter().find(|passkey| passkey.id == id);
    found.ok_or_else(Failure::not_found)
}

async fn draw(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    path: &HashMap<String, String>,
    refused: Option<FormView>,
) -> Result<PasskeyPage, Failure> {
    let (Some((tenant, who)), Some(shell)) = (
        visitor.signed_in(),
        Shell::of(visitor, headers, Room::Profile),
    ) else {
        return Err(Failure::sign_in_required());
    };
    let passkey = find((tenant, who), path).await?;
    let name = passkey.name.as_str().to_owned();
    let back = format!("{}/portal/profile#passkeys", look.base);
    Ok(PasskeyPage {
        frame: look.bare(look.texts.get("passkey-rename-title")),
        shell,
        trail: [(look.texts.get("profile-title"), back.clone())],
        id: passkey.id.to_string(),
        form: refused.unwrap_or_else(|| FormView::with([("name", name.clone())])),
        name,
        back,
    })
}
