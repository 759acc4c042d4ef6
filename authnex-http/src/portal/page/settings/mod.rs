//! An organization's rules in the portal: every form out of the engine's one description of the rules, sorted into
//! sections here. A rule that stands in no section is shown nowhere, and a test counts them.

mod control;
mod input;
mod save;
mod section;
mod show;
mod view;

pub(in crate::portal) use save::save;
pub(in crate::portal) use show::{overview, section};
