use super::column::table;

table! {
    /// Sign-ins under way, by the hash of their handle; `state` is JSON `{v, state}`.
    SignInFlow = "authnex_sign_in_flow" {
        TenantId = "tenant_id" Id,
        TokenHash = "token_hash" Bytes,
        Id = "id" Id,
        State = "state" Text,
        CreatedAt = "created_at" Int,
        ExpiresAt = "expires_at" Int,
        UsedAt = "used_at" Int,
    }
}
