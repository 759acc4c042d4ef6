use super::column::table;

table! {
    /// Families of refresh tokens. `session_id` names no row: a family with `offline_access` outlives its session.
    RefreshFamily = "authnex_refresh_family" {
        TenantId = "tenant_id" Id,
        Id = "id" Id,
        SessionId = "session_id" Id,
        UserId = "user_id" Id,
        ClientId = "client_id" Text,
        Resource = "resource" Text,
        OfflineAccess = "offline_access" Bool,
        Amr = "amr" Text,
        AuthTime = "auth_time" Int,
        CreatedAt = "created_at" Int,
        ExpiresAt = "expires_at" Int,
        EndedAt = "ended_at" Int,
        Granted = "granted" Text,
    }
}

table! {
    /// Refresh tokens, by their hash.
    RefreshToken = "authnex_refresh_token" {
        TenantId = "tenant_id" Id,
        TokenHash = "token_hash" Bytes,
        FamilyId = "family_id" Id,
        Previous = "previous" Bytes,
        CreatedAt = "created_at" Int,
        ExpiresAt = "expires_at" Int,
        UsedAt = "used_at" Int,
        Successor = "successor" Bytes,
    }
}
