//! Roles of a tenant.

mod change;
mod create;
mod list;
mod view;

pub(crate) use change::{ChangeRoleBody, change, delete};
pub(crate) use create::{CreateRoleBody, create};
pub(crate) use list::{RolesAnswer, list, show};
pub(crate) use view::RoleView;
