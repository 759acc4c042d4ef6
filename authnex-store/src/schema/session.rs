use super::column::table;

table! {
    /// Sessions, by the hash of their token: a check is one lookup in one tree.
    Session = "authnex_session" {
        TenantId = "tenant_id" Id,
        TokenHash = "token_hash" Bytes,
        Id = "id" Id,
        UserId = "user_id" Id,
        Amr = "amr" Text,
        AuthTime = "auth_time" Int,
        Address = "address" Text,
        UserAgent = "user_agent" Text,
        CreatedAt = "created_at" Int,
        LastSeenAt = "last_seen_at" Int,
        ExpiresAt = "expires_at" Int,
        EndedAt = "ended_at" Int,
    }
}
