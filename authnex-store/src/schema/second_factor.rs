use super::column::table;

table! {
    /// Authenticator apps: in use, being set up, or both.
    Totp = "authnex_totp" {
        TenantId = "tenant_id" Id,
        UserId = "user_id" Id,
        Secret = "secret" Bytes,
        ConfirmedAt = "confirmed_at" Int,
        LastStep = "last_step" Int,
        PendingSecret = "pending_secret" Bytes,
        PendingAt = "pending_at" Int,
    }
}

table! {
    /// Recovery codes; a used one stays until all are replaced.
    RecoveryCode = "authnex_recovery_code" {
        TenantId = "tenant_id" Id,
        UserId = "user_id" Id,
        CodeHash = "code_hash" Bytes,
        CreatedAt = "created_at" Int,
        UsedAt = "used_at" Int,
    }
}

table! {
    /// Browsers that are not asked for the second factor.
    TrustedDevice = "authnex_trusted_device" {
        TenantId = "tenant_id" Id,
        UserId = "user_id" Id,
        Id = "id" Id,
        TokenHash = "token_hash" Bytes,
        UserAgent = "user_agent" Text,
        CreatedAt = "created_at" Int,
        LastUsedAt = "last_used_at" Int,
        ExpiresAt = "expires_at" Int,
    }
}
