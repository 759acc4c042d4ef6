use super::{Dialect, Migration, alteration::Alteration};
use crate::schema::RefreshFamily;

/// The families of one client, found when it may act no longer.
pub(super) const MIGRATION: Migration = Migration {
    version: 9,
    name: "client_families",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    Alteration::of(dialect)
        .index_unless_set(
            &[RefreshFamily::TenantId, RefreshFamily::ClientId],
            RefreshFamily::EndedAt,
        )
        .statements()
}
