use askama::Template;
use authnex_core::{
    TenantHandle,
    foundation::{PageRequest, RoleId},
    role::{Role, RoleKind},
    user::{User, UserFilter},
};
use axum::{
    extract::{Path, Query, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::{
    form::{PermissionBox, boxes, own_lines},
    list::PATH,
};
use crate::{
    error::Failure,
    extract::Visitor,
    portal::{
        admitted::admitted,
        flash::Done,
        form::{FormView, Refused},
        frame::Frame,
        look::Look,
        response::page_again,
        shell::{Room, Shell},
    },
};

/// How many of those who have a role are named.
const NAMED: u32 = 20;

#[derive(Template)]
#[template(path = "portal/roles/role.html")]
struct RolePage {
    frame: Frame,
    shell: Shell,
    trail: Vec<(String, String)>,
    path: String,
    users: String,
    form: FormView,
    boxes: Vec<PermissionBox>,
    seen: String,
    is_system: bool,
    may_write: bool,
    /// `None` for whoever may not see users.
    holders: Option<Vec<(String, String)>>,
    more: bool,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
}

/// One role.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    Path(role): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Query(asked) = asked.unwrap_or_default();
    let done = asked.done.as_deref();
    draw((&look, &visitor, &headers), &role, (done, None)).await
}

/// The role with this id. Another tenant's is as absent as none.
pub(super) async fn named(tenant: &TenantHandle, id: &str) -> Result<Role, Failure> {
    let id: RoleId = id.parse().map_err(|_| Failure::not_found())?;
    tenant.find_role(id).await?.ok_or_else(Failure::not_found)
}

/// What a role allows, as texts.
pub(super) fn texts_of(role: &Role) -> Vec<String> {
    role.permissions.iter().map(ToString::to_string).collect()
}

/// The page; with a form that was refused and the permissions that it named.
pub(super) async fn draw(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    id: &str,
    (done, refused): (Option<&str>, Option<(Refused, Vec<String>)>),
) -> Response {
    let Some(shell) = Shell::of(visitor, headers, Room::Roles) else {
        return Failure::sign_in_required().into_response();
    };
    let texts = look.texts;
    let filled = async {
        let (tenant, who) = admitted(visitor, "roles:read")?;
        let role = named(tenant, id).await?;
        let allowed = texts_of(&role);
        let plain = FormView::with([("own", own_lines(&allowed))]);
        let (status, form, chosen) = match refused {
            None => ((StatusCode::OK, None), plain, allowed.clone()),
            Some((refused, chosen)) => {
                ((refused.status, refused.retry_after), refused.view, chosen)
            }
        };
        let mut frame = look.bare(role.name.as_str().to_owned());
        frame.flash = Done::flash(texts, done);
        let (holders, more) = if who.may("users:read") {
            let (holders, more) = holders(tenant, &role).await?;
            (Some(holders), more)
        } else {
            (None, false)
        };
        let template = RolePage {
            trail: vec![(texts.get("nav-roles"), format!("{}{PATH}", look.base))],
            path: format!("{}{PATH}/{}", look.base, role.id),
            users: format!("{}/portal/users", look.base),
            boxes: boxes(texts, who, &chosen),
            seen: allowed.join(" "),
            is_system: role.kind == RoleKind::System,
            may_write: role.kind != RoleKind::System && who.may("roles:write"),
            holders,
            more,
            form,
            frame,
            shell,
        };
        Ok::<_, Failure>(page_again(visitor, status, &template))
    };
    match filled.await {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

/// Some who have the role, as id and name, and whether there are more.
async fn holders(
    tenant: &TenantHandle,
    role: &Role,
) -> Result<(Vec<(String, String)>, bool), Failure> {
    let filter = UserFilter {
        role: Some(role.name.clone()),
        ..UserFilter::default()
    };
    let found = tenant
        .find_users(&filter, &PageRequest::new(NAMED, None))
        .await?;
    let row = |user: User| (user.id.to_string(), user.username);
    let more = found.next_cursor.is_some();
    Ok((found.items.into_iter().map(row).collect(), more))
}
