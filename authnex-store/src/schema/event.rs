use super::column::table;

table! {
    /// The audit trail.
    ///
    /// `bucket` spreads one tenant's newest rows over several ranges of an engine that splits tables by key. On
    /// one machine there is nothing to spread and a list would have to merge the buckets, so all rows are in
    /// [`Event::BUCKET`]; since the column stands in the primary key already, spreading later changes no table.
    ///
    /// `seal_seq` is null until the relay has taken the event; `subject_id` is the user whom the event is about.
    Event = "authnex_event" {
        TenantId = "tenant_id" Id,
        Bucket = "bucket" Int,
        Id = "id" Id,
        Kind = "kind" Text,
        Version = "version" Int,
        At = "at" Int,
        Actor = "actor" Text,
        Address = "address" Text,
        UserAgent = "user_agent" Text,
        RequestId = "request_id" Text,
        Data = "data" Text,
        SealSeq = "seal_seq" Int,
        SubjectId = "subject_id" Id,
    }
}

impl Event {
    /// The one bucket in use.
    pub(crate) const BUCKET: i64 = 0;
}

table! {
    /// Seals over batches of events, a chain for each tenant; `ids` are the events' ids, 16 bytes each.
    EventSeal = "authnex_event_seal" {
        TenantId = "tenant_id" Id,
        Seq = "seq" Int,
        Previous = "previous" Bytes,
        Root = "root" Bytes,
        Ids = "ids" Bytes,
        LastAt = "last_at" Int,
        SealedAt = "sealed_at" Int,
        RemovedAt = "removed_at" Int,
    }
}
