use super::{Column, SpareSigningKey, Tenant, column::table};

table! {
    /// The one row that says which schema the database has.
    Schema = "authnex_schema" {
        Id = "id" Int,
        Version = "version" Int,
        MinBinary = "min_binary" Int,
    }
}

table! {
    /// The migrations that were applied.
    Migration = "authnex_migration" {
        Version = "version" Int,
        Name = "name" Text,
        Checksum = "checksum" Text,
    }
}

table! {
    /// The one row of the installation's own values.
    Instance = "authnex_instance" {
        Id = "id" Int,
        Secret = "secret" Bytes,
    }
}

table! {
    /// Tombstones: slugs of tenants that were erased, with the id that each had.
    FormerTenant = "authnex_former_tenant" {
        Slug = "slug" Text,
        Id = "id" Id,
        ErasedAt = "erased_at" Int,
    }
}

table! {
    /// What the installation remembers of itself, by name.
    Setting = "authnex_setting" {
        Name = "name" Text,
        Value = "value" Text,
    }
}

table! {
    /// Processes over this database, and when each was seen last.
    Node = "authnex_node" {
        Id = "id" Id,
        SeenAt = "seen_at" Int,
    }
}

impl Schema {
    /// The key of the one row.
    pub(crate) const ROW: i64 = 1;
}

impl Instance {
    /// The key of the one row.
    pub(crate) const ROW: i64 = 1;
}

/// Tables that hold no tenant's data: few rows, seldom written, alike on every shard.
pub(crate) const GLOBAL_TABLES: [&str; 8] = [
    FormerTenant::TABLE.0,
    Instance::TABLE.0,
    Migration::TABLE.0,
    Node::TABLE.0,
    Schema::TABLE.0,
    Setting::TABLE.0,
    SpareSigningKey::TABLE.0,
    Tenant::TABLE.0,
];
