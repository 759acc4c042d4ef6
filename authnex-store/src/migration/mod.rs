//! Migrations: one contiguous list for every engine.
//!
//! A migration is built by sea-query, rendered for the dialect at hand, and recorded with the SHA-256 of that
//! text: an applied migration never changes again. The schema row holds the newest version applied and the
//! oldest one that a binary must know to use the database. Expand first, contract a release later.
//!
//! # Adding a migration
//! Write `v000N_name.rs` beside the first one, with a `min_binary` that is still true, and append it to
//! [`MIGRATIONS`]. Its texts go through [`Table`], so that both dialects, the primary key's `tenant_id` and
//! SQLite's `STRICT` cannot be forgotten.

mod alteration;
mod list;
mod plan;
mod table;
mod v0001_initial;
mod v0002_relay;
mod v0003_clients;
mod v0004_user_profile;
mod v0005_mail;
mod v0006_operations;
mod v0007_person;
mod v0008_invites;
mod v0009_client_families;
mod v0010_second_factor;
mod v0011_limits;
mod v0012_passkeys;
mod v0013_branding;
mod v0014_authorization;
mod v0015_user_lists;

pub(crate) use alteration::Alteration;
pub(crate) use list::{MIGRATIONS, Migration};
pub(crate) use plan::{Applied, SchemaState, pending};
pub(crate) use table::{Dialect, Table};
