//! Tenants as a document declares them: read, compared with what is stored, and made so.
//!
//! [`Document`] is the file, checked by itself: unknown names, wrong types and what stands twice are faults that
//! name the path of what is wrong. A [`Plan`] is the difference to what is stored, checked against it, before
//! anything is written. Performing a plan makes and changes what it lists, each thing in a unit of its own, and
//! deletes nothing; a plan that was performed leaves an empty one behind.

mod applied;
mod client_entry;
mod document;
mod fault;
mod parallel;
mod parse;
mod perform;
mod perform_clients;
mod perform_users;
mod plan;
mod plan_client;
mod plan_settings;
mod plan_tenant;
mod plan_user;
mod uniqueness;
mod user_entry;

pub use applied::{AppliedClient, AppliedKeys, AppliedTenant, AppliedUser};
pub use client_entry::ClientEntry;
pub use document::{Document, RoleEntry, TenantEntry};
pub use fault::{ApplyError, DocumentError, DocumentFault};
pub use plan::{Change, ChangeKind, Plan};
pub use user_entry::UserEntry;

pub(crate) use perform::{make_declared_tenant, perform_details, perform_rules, perform_tenant};
pub(crate) use plan::TenantPlan;
pub(crate) use plan_tenant::plan_tenant;
