use super::column::table;

table! {
    /// Passkeys: found by credential id when one signs in, and by user in lists.
    Passkey = "authnex_passkey" {
        TenantId = "tenant_id" Id,
        Id = "id" Id,
        UserId = "user_id" Id,
        CredentialId = "credential_id" Bytes,
        Credential = "credential" Text,
        Name = "name" Text,
        Aaguid = "aaguid" Id,
        Counter = "counter" Int,
        BackedUp = "backed_up" Bool,
        RelyingParty = "relying_party" Text,
        CreatedAt = "created_at" Int,
        LastUsedAt = "last_used_at" Int,
    }
}

table! {
    /// What authenticators know a user by.
    UserHandle = "authnex_user_handle" {
        TenantId = "tenant_id" Id,
        UserId = "user_id" Id,
        Handle = "handle" Id,
    }
}
