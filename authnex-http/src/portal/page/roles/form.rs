use std::collections::BTreeMap;

use authnex_core::{
    CurrentUser, TenantHandle,
    flow::{ChangeRoleError, RoleChangeError},
    role::CATALOGUE,
};
use http::StatusCode;

use crate::{
    error::Failure,
    portal::form::{FormView, Refused},
    text::Texts,
};

/// A permission of AuthNex, with its box.
pub(super) struct PermissionBox {
    pub(super) name: &'static str,
    pub(super) text: String,
    pub(super) is_chosen: bool,
    /// Whether whoever looks may put it in: nobody gives away what they do not have.
    pub(super) is_given: bool,
}

/// What a form says a role is to be.
pub(super) struct RoleInput {
    pub(super) name: String,
    /// The boxes that were ticked, and the lines of the organization's own permissions.
    pub(super) permissions: Vec<String>,
    pub(super) view: FormView,
}

impl RoleInput {
    /// The fields: `name`, `own` with a permission on each line, and `permission.NAME` for each that is ticked.
    pub(super) fn read(fields: &BTreeMap<String, String>) -> Self {
        let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let ticked = fields
            .keys()
            .filter_map(|field| field.strip_prefix("permission."));
        let own = text("own");
        let lines = own.split_whitespace();
        Self {
            name: text("name").trim().to_owned(),
            permissions: ticked.chain(lines).map(str::to_owned).collect(),
            view: FormView::with([("name", text("name")), ("own", own.clone())]),
        }
    }
}

/// Every permission of the catalogue; those of `chosen` are ticked.
pub(super) fn boxes(texts: &Texts, who: &CurrentUser, chosen: &[String]) -> Vec<PermissionBox> {
    let one = |(name, plain): (&'static str, &'static str)| {
        let is_chosen = chosen.iter().any(|chosen| chosen == name);
        let id = format!("permission-{}", name.replace(':', "-"));
        PermissionBox {
            name,
            text: texts.or(&id, plain),
            is_chosen,
            is_given: is_chosen || who.may(name),
        }
    };
    CATALOGUE.into_iter().map(one).collect()
}

/// The permissions that the organization has of its own, one a line.
pub(super) fn own_lines(permissions: &[String]) -> String {
    let own = permissions
        .iter()
        .filter(|name| CATALOGUE.iter().all(|(known, _)| known != name));
    own.cloned().collect::<Vec<_>>().join("\n")
}

/// What whoever fills the form in lacks.
pub(super) fn check(
    tenant: &TenantHandle,
    who: &CurrentUser,
    permissions: &[String],
) -> Result<(), Failure> {
    match tenant.lacks_to_allow(&who.permissions, permissions) {
        Some(lacking) => Err(Failure::forbidden(&lacking)),
        None => Ok(()),
    }
}

/// A role that is not made.
pub(super) fn of_create(
    texts: &Texts,
    view: FormView,
    error: RoleChangeError,
) -> Result<Refused, Failure> {
    let (status, view) = match error {
        RoleChangeError::Name(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            view.faulted_at(texts, "name", "role-name-fault"),
        ),
        RoleChangeError::Permission { name, .. } => not_taken(texts, view, &name),
        RoleChangeError::Taken => (
            StatusCode::CONFLICT,
            view.faulted_at(texts, "name", "role-taken"),
        ),
        other => return Err(other.into()),
    };
    Ok(Refused::new(status, view))
}

/// A role that stays as it is.
pub(super) fn of_change(
    texts: &Texts,
    view: FormView,
    error: ChangeRoleError,
) -> Result<Refused, Failure> {
    let (status, view) = match error {
        ChangeRoleError::Changed => (
            StatusCode::PRECONDITION_FAILED,
            view.alerted(texts.get("changed-meanwhile")),
        ),
        ChangeRoleError::InUse { holders, more } => {
            let id = if more {
                "role-in-use-by-more"
            } else {
                "role-in-use"
            };
            let text = texts.with(id, "holders", &holders.join(", "));
            (StatusCode::CONFLICT, view.alerted(text))
        }
        ChangeRoleError::Permission { name, .. } => not_taken(texts, view, &name),
        other => return Err(other.into()),
    };
    Ok(Refused::new(status, view))
}

fn not_taken(texts: &Texts, view: FormView, name: &str) -> (StatusCode, FormView) {
    let name: String = name.chars().take(90).collect();
    let text = texts.with("role-permission-fault", "permission", &name);
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        view.faulted_by(texts, "own", text),
    )
}
