use super::column::table;

table! {
    /// The outbox. `body` is the sealed content, erased with the end of the mail; `due_at` stands while the mail
    /// waits, and is the lease's end while a worker holds it; `attempts` counts the leases and fences them; `user_id`
    /// is the user whom it went to.
    ///
    /// `bucket` spreads one tenant's rows over several ranges of an engine that splits tables by key; all rows
    /// are in [`Mail::BUCKET`], as in the audit trail.
    Mail = "authnex_mail" {
        TenantId = "tenant_id" Id,
        Bucket = "bucket" Int,
        Id = "id" Id,
        Kind = "kind" Text,
        State = "state" Text,
        Attempts = "attempts" Int,
        LeaseOwner = "lease_owner" Id,
        DueAt = "due_at" Int,
        DoneAt = "done_at" Int,
        CreatedAt = "created_at" Int,
        Body = "body" Bytes,
        UserId = "user_id" Id,
    }
}

impl Mail {
    /// The one bucket in use.
    pub(crate) const BUCKET: i64 = 0;
}
