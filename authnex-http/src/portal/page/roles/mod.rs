//! The organization's roles: the table, and one role with all that it may allow.

mod change;
mod form;
mod list;
mod show;

pub(in crate::portal) use change::{delete, save};
pub(in crate::portal) use list::{create, show as list};
pub(in crate::portal) use show::show;
