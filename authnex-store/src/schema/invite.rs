use super::column::table;

table! {
    /// Invitations, found by the hash of the token that was mailed last.
    Invite = "authnex_invite" {
        TenantId = "tenant_id" Id,
        Id = "id" Id,
        TokenHash = "token_hash" Bytes,
        Email = "email" Text,
        EmailNormal = "email_normal" Text,
        Name = "name" Text,
        Roles = "roles" Text,
        CreatedAt = "created_at" Int,
        SentAt = "sent_at" Int,
        ExpiresAt = "expires_at" Int,
        AcceptedAt = "accepted_at" Int,
        UserId = "user_id" Id,
        RevokedAt = "revoked_at" Int,
    }
}
