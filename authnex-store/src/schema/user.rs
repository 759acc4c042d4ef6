use super::column::table;

table! {
    /// Users; the `_norm` columns are what is unique within the tenant, `profile` and `attributes` are JSON objects,
    /// null when empty.
    User = "authnex_user" {
        TenantId = "tenant_id" Id,
        Id = "id" Id,
        Username = "username" Text,
        UsernameNorm = "username_norm" Text,
        Email = "email" Text,
        EmailNorm = "email_norm" Text,
        EmailVerified = "email_verified" Bool,
        Name = "name" Text,
        Status = "status" Text,
        CreatedAt = "created_at" Int,
        UpdatedAt = "updated_at" Int,
        Profile = "profile" Text,
        Attributes = "attributes" Text,
    }
}

table! {
    /// Passwords that users had, for as long as they may not be taken again.
    FormerPassword = "authnex_former_password" {
        TenantId = "tenant_id" Id,
        UserId = "user_id" Id,
        ChangedAt = "changed_at" Int,
        Hash = "hash" Text,
    }
}

table! {
    /// Password hashes, apart from the rows that are listed and shown.
    Password = "authnex_password" {
        TenantId = "tenant_id" Id,
        UserId = "user_id" Id,
        Hash = "hash" Text,
        ChangedAt = "changed_at" Int,
        MustChange = "must_change" Bool,
    }
}
