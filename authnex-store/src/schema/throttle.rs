use super::column::table;

table! {
    /// Counters of failures, by the HMAC of a name or an address.
    Throttle = "authnex_throttle" {
        TenantId = "tenant_id" Id,
        Kind = "kind" Text,
        KeyHash = "key_hash" Bytes,
        Failures = "failures" Int,
        WindowBegan = "window_began" Int,
        LockedUntil = "locked_until" Int,
        LockSeconds = "lock_seconds" Int,
    }
}
