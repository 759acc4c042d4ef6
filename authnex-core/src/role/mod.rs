//! Roles and permissions.
//!
//! A permission is `noun:verb`. The catalogue's nouns are AuthNex's own; an application adds permissions under
//! nouns of its own and puts them into roles of the tenant. Three roles come with every tenant and cannot be
//! edited: owner (everything), admin (all but ending the tenant), member (nothing beyond the own profile).

mod model;
mod permission;
mod repo;

pub use model::{NewRole, Role, RoleError, RoleKind, RoleName, SystemRole};
pub use permission::{CATALOGUE, Permission, PermissionError};
pub use repo::{RoleReads, RoleWrites};
