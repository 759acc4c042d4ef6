use std::fmt::Write as _;

use authnex_core::role::{Permission, Role, RoleKind};
use http::{HeaderName, header::ETAG};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use utoipa::ToSchema;

/// A role.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleView {
    /// `rol_…`.
    id: String,
    /// Its name; it stays as it is, since tokens and invitations carry it.
    name: String,
    /// `custom`, or `system` for one that comes with every tenant and cannot be changed.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: RoleKind,
    /// What it allows, in order.
    permissions: Vec<String>,
}

impl RoleView {
    pub(super) fn of(role: &Role) -> Self {
        Self {
            id: role.id.to_string(),
            name: role.name.as_str().to_owned(),
            kind: role.kind,
            permissions: texts(role),
        }
    }
}

fn texts(role: &Role) -> Vec<String> {
    let permissions = role.permissions.iter().map(Permission::as_str);
    permissions.map(str::to_owned).collect()
}

/// The version of a role, as `ETag`: what it allows is all that changes.
pub(super) fn version(role: &Role) -> String {
    let text = format!("{} {}", role.name.as_str(), texts(role).join(" "));
    let mut version = String::from("\"");
    for byte in digest(&SHA256, text.as_bytes()).as_ref().iter().take(12) {
        // Writing to a text does not fail.
        let _ = write!(version, "{byte:02x}");
    }
    version.push('"');
    version
}

pub(super) fn etag(role: &Role) -> [(HeaderName, String); 1] {
    [(ETAG, version(role))]
}
