use super::column::table;

table! {
    /// A tenant's signing keys; `retires_at` is set while the state is `retiring`.
    SigningKey = "authnex_signing_key" {
        TenantId = "tenant_id" Id,
        Id = "id" Id,
        Algorithm = "algorithm" Text,
        State = "state" Text,
        RetiresAt = "retires_at" Int,
        PrivateKey = "private_key" Bytes,
        CreatedAt = "created_at" Int,
    }
}

table! {
    /// RSA keys made ahead, of no tenant yet.
    SpareSigningKey = "authnex_spare_signing_key" {
        Id = "id" Id,
        PrivateKey = "private_key" Bytes,
        CreatedAt = "created_at" Int,
    }
}
