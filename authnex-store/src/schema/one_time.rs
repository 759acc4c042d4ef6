use super::column::table;

table! {
    /// One-time tokens, by purpose and hash: the hash of one purpose is not found under another.
    OneTime = "authnex_one_time" {
        TenantId = "tenant_id" Id,
        Purpose = "purpose" Text,
        TokenHash = "token_hash" Bytes,
        UserId = "user_id" Id,
        Data = "data" Text,
        CreatedAt = "created_at" Int,
        ExpiresAt = "expires_at" Int,
        UsedAt = "used_at" Int,
    }
}
