use super::column::table;

table! {
    /// Tenants; `overrides` is JSON, no `plan` is the first one. `mfa_since`: since when a
    /// second factor is required of anybody; `branding` is JSON.
    Tenant = "authnex_tenant" {
        Id = "id" Id,
        Slug = "slug" Text,
        Name = "name" Text,
        State = "state" Text,
        Overrides = "overrides" Text,
        DataKey = "data_key" Bytes,
        Version = "version" Int,
        CreatedAt = "created_at" Int,
        ChangedAt = "changed_at" Int,
        Plan = "plan" Text,
        MfaSince = "mfa_since" Int,
        Branding = "branding" Text,
    }
}
