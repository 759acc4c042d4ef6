//! A tenant moves: it is written as the document that `apply` reads, and read again somewhere else.
//!
//! The document has the names of [`apply`](super::apply), and beside them one more, `transfer`, in the tenant and in
//! each of its users and clients: what only an import takes over, the ids above all, so that `sub` stays the same.
//! `apply` passes over it. What is sealed travels as it is, with the wrapped data key; it opens where the key ring is
//! the same one.

mod export;
mod facts;
mod import_clients;
mod import_tenant;
mod import_users;
mod parse;
mod passkeys;

pub use export::{ExportHead, ExportSecrets, ExportedUsers};
pub use import_tenant::{ImportError, ImportedTenant};
pub use parse::TransferDocument;

pub(crate) use export::{export_head, export_users};
pub(crate) use import_clients::import_clients;
pub(crate) use import_tenant::{finish, import_roles, import_rules, make_tenant_of};
pub(crate) use import_users::import_users;
pub(crate) use parse::TenantTransfer;
