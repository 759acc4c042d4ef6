use super::{Dialect, Migration, Table};
use crate::schema::{Mail, Tenant};

/// The outbox of mails.
pub(super) const MIGRATION: Migration = Migration {
    version: 5,
    name: "mail",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    Table::with_key(dialect, &[Mail::TenantId, Mail::Bucket, Mail::Id])
        .required(&[Mail::Kind, Mail::State, Mail::Attempts])
        .optional(&[Mail::LeaseOwner, Mail::DueAt, Mail::DoneAt])
        .required(&[Mail::CreatedAt])
        .optional(&[Mail::Body])
        .index_if_set(&[Mail::TenantId, Mail::Bucket, Mail::DueAt])
        .index_if_set(&[Mail::TenantId, Mail::Bucket, Mail::DoneAt])
        .belongs_to(&[Mail::TenantId], &[Tenant::Id])
        .statements()
}
