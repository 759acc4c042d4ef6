use super::column::table;

table! {
    /// Clients of a tenant; `metadata` is a JSON object by the names of RFC 7591.
    Client = "authnex_client" {
        TenantId = "tenant_id" Id,
        Id = "id" Id,
        Identifier = "client_id" Text,
        Enabled = "enabled" Bool,
        Metadata = "metadata" Text,
        Version = "version" Int,
        CreatedAt = "created_at" Int,
        UpdatedAt = "updated_at" Int,
    }
}

table! {
    /// Secrets of clients, API keys among them, by hash.
    ClientSecret = "authnex_client_secret" {
        TenantId = "tenant_id" Id,
        SecretHash = "secret_hash" Bytes,
        Id = "id" Id,
        OwnerId = "owner_id" Id,
        Kind = "kind" Text,
        Purpose = "purpose" Text,
        Hint = "hint" Text,
        CreatedAt = "created_at" Int,
        ExpiresAt = "expires_at" Int,
        LastUsedAt = "last_used_at" Int,
        RevokedAt = "revoked_at" Int,
    }
}
