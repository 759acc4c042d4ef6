use super::column::table;

table! {
    /// Permissions of a tenant under nouns of its own.
    Permission = "authnex_permission" {
        TenantId = "tenant_id" Id,
        Name = "name" Text,
        CreatedAt = "created_at" Int,
    }
}

table! {
    /// Roles of a tenant; `permissions` is a JSON array of texts.
    Role = "authnex_role" {
        TenantId = "tenant_id" Id,
        Id = "id" Id,
        Name = "name" Text,
        Kind = "kind" Text,
        Permissions = "permissions" Text,
        CreatedAt = "created_at" Int,
    }
}

table! {
    /// Who has which role.
    UserRole = "authnex_user_role" {
        TenantId = "tenant_id" Id,
        UserId = "user_id" Id,
        RoleId = "role_id" Id,
        CreatedAt = "created_at" Int,
    }
}
