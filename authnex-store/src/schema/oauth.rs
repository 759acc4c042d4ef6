use super::column::table;

table! {
    /// Authorization codes, by their hash. Session and family name rows that may end before the code's row does.
    AuthorizationCode = "authnex_authorization_code" {
        TenantId = "tenant_id" Id,
        CodeHash = "code_hash" Bytes,
        OwnerId = "owner_id" Id,
        UserId = "user_id" Id,
        SessionId = "session_id" Id,
        FamilyId = "family_id" Id,
        RedirectUri = "redirect_uri" Text,
        Challenge = "challenge" Text,
        Nonce = "nonce" Text,
        Granted = "granted" Text,
        Amr = "amr" Text,
        AuthTime = "auth_time" Int,
        CreatedAt = "created_at" Int,
        ExpiresAt = "expires_at" Int,
        UsedAt = "used_at" Int,
        KeptUntil = "kept_until" Int,
    }
}

table! {
    /// What users consented to, by user and client.
    Consent = "authnex_consent" {
        TenantId = "tenant_id" Id,
        UserId = "user_id" Id,
        OwnerId = "owner_id" Id,
        Scope = "scope" Text,
        GrantedAt = "granted_at" Int,
        RevokedAt = "revoked_at" Int,
    }
}

table! {
    /// Ids of tokens that are remembered: of assertions that were used, of access tokens that were revoked.
    SeenJti = "authnex_seen_jti" {
        TenantId = "tenant_id" Id,
        OwnerId = "owner_id" Id,
        UsedAs = "used_as" Text,
        JtiHash = "jti_hash" Bytes,
        ExpiresAt = "expires_at" Int,
    }
}

table! {
    /// Clients that are to be told of the end of a session.
    LogoutNotice = "authnex_logout_notice" {
        TenantId = "tenant_id" Id,
        SessionId = "session_id" Id,
        OwnerId = "owner_id" Id,
        UserId = "user_id" Id,
        Attempts = "attempts" Int,
        DueAt = "due_at" Int,
    }
}
