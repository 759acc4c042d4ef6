use super::column::table;

table! {
    /// What a tenant used, by day (days since 1970-01-01, UTC).
    Usage = "authnex_usage" {
        TenantId = "tenant_id" Id,
        Metric = "metric" Text,
        Day = "day" Int,
        Amount = "amount" Int,
    }
}

table! {
    /// Who was active in a month (year times 100 and the month, UTC).
    ActiveUser = "authnex_active_user" {
        TenantId = "tenant_id" Id,
        Month = "month" Int,
        UserId = "user_id" Id,
    }
}
