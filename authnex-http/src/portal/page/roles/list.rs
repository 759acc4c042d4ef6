use std::collections::BTreeMap;

use askama::Template;
use authnex_core::role::RoleKind;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::form::{PermissionBox, RoleInput, boxes, check, of_create};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        admitted::admitted,
        flash::Done,
        form::{FormView, Refused},
        frame::Frame,
        look::Look,
        response::{page_again, see_other},
        shell::{Room, Shell},
    },
    state::HttpState,
};

pub(super) const PATH: &str = "/portal/roles";

#[derive(Template)]
#[template(path = "portal/roles.html")]
struct RolesPage {
    frame: Frame,
    shell: Shell,
    path: String,
    rows: Vec<RoleRow>,
    /// `None` for whoever may make none.
    form: Option<FormView>,
    boxes: Vec<PermissionBox>,
}

struct RoleRow {
    id: String,
    name: String,
    is_system: bool,
    permissions: Vec<String>,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
}

/// The table.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Query(asked) = asked.unwrap_or_default();
    draw((&look, &visitor, &headers), asked.done.as_deref(), None).await
}

async fn draw(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    done: Option<&str>,
    refused: Option<(Refused, Vec<String>)>,
) -> Response {
    let Some(shell) = Shell::of(visitor, headers, Room::Roles) else {
        return Failure::sign_in_required().into_response();
    };
    let (status, form, chosen) = match refused {
        None => ((StatusCode::OK, None), FormView::default(), Vec::new()),
        Some((refused, chosen)) => ((refused.status, refused.retry_after), refused.view, chosen),
    };
    let filled = async {
        let (tenant, who) = admitted(visitor, "roles:read")?;
        let row = |role: authnex_core::role::Role| RoleRow {
            id: role.id.to_string(),
            name: role.name.as_str().to_owned(),
            is_system: role.kind == RoleKind::System,
            permissions: role.permissions.iter().map(ToString::to_string).collect(),
        };
        let mut frame = look.bare(look.texts.get("nav-roles"));
        frame.flash = Done::flash(look.texts, done);
        Ok::<_, Failure>(RolesPage {
            path: format!("{}{PATH}", look.base),
            rows: tenant.list_roles().await?.into_iter().map(row).collect(),
            form: who.may("roles:write").then_some(form),
            boxes: boxes(look.texts, who, &chosen),
            frame,
            shell,
        })
    };
    match filled.await {
        Ok(template) => page_again(visitor, status, &template),
        Err(failure) => failure.into_response(),
    }
}

/// Makes a role.
pub(in crate::portal) async fn create(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<BTreeMap<String, String>>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let RoleInput {
        name,
        permissions,
        view,
    } = RoleInput::read(&fields);
    let made = async {
        let (tenant, who) = admitted(&visitor, "roles:write")?;
        check(tenant, who, &permissions)?;
        let texts: Vec<&str> = permissions.iter().map(String::as_str).collect();
        let context = context.as_actor(who.actor());
        match tenant.create_role(&name, &texts, &context).await {
            Ok(_) => Ok(None),
            Err(error) => of_create(look.texts, view, error).map(Some),
        }
    };
    match made.await {
        // With a fragment of its own: the browser would keep the form's, and open the dialog again.
        Ok(None) => see_other(&state, &format!("{}#page", Done::RoleCreated.at(PATH))),
        Ok(Some(refused)) => {
            let refused = Some((refused, permissions));
            draw((&look, &visitor, &headers), None, refused).await
        }
        Err(failure) => failure.into_response(),
    }
}
