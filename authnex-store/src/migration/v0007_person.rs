use super::{Alteration, Dialect, Migration};
use crate::schema::{Event, Mail};

/// Whom events and mails are about, so that a person can be given what is kept of the person.
pub(super) const MIGRATION: Migration = Migration {
    version: 7,
    name: "person",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    let events = Alteration::of(dialect)
        .optional(&[Event::SubjectId])
        .index_if_set(
            &[Event::TenantId, Event::Bucket, Event::SubjectId, Event::Id],
            Event::SubjectId,
        )
        .statements();
    let mails = Alteration::of(dialect)
        .optional(&[Mail::UserId])
        .index_if_set(
            &[Mail::TenantId, Mail::Bucket, Mail::UserId, Mail::Id],
            Mail::UserId,
        )
        .statements();
    [events, mails].concat()
}
