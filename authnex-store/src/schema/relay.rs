use super::column::table;

table! {
    /// How far a tenant's relay is, who holds it, and when the tenant's spent rows were last cleared away.
    Relay = "authnex_relay" {
        TenantId = "tenant_id" Id,
        Owner = "owner" Id,
        LeasedUntil = "leased_until" Int,
        Fence = "fence" Int,
        Seq = "seq" Int,
        Root = "root" Bytes,
        CleanedAt = "cleaned_at" Int,
    }
}
