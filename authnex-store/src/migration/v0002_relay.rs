use super::{Alteration, Dialect, Migration, Table};
use crate::schema::{
    ActiveUser, Event, EventSeal, OneTime, RefreshFamily, RefreshToken, Relay, Session, SignInFlow,
    Throttle, Usage,
};

/// What the relay keeps, and indexes by which spent rows are found.
pub(super) const MIGRATION: Migration = Migration {
    version: 2,
    name: "relay",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    [seals(dialect), usage(dialect), expiry(dialect)].concat()
}

fn seals(dialect: Dialect) -> Vec<String> {
    // The unset column itself stands in these two indexes: SQLite then prefers them to the primary key.
    let events = Alteration::of(dialect)
        .optional(&[Event::SealSeq])
        .index_unless_set(
            &[Event::TenantId, Event::SealSeq, Event::Id],
            Event::SealSeq,
        )
        .statements();
    let seals = Table::with_key(dialect, &[EventSeal::TenantId, EventSeal::Seq])
        .required(&[
            EventSeal::Previous,
            EventSeal::Root,
            EventSeal::Ids,
            EventSeal::LastAt,
            EventSeal::SealedAt,
        ])
        .optional(&[EventSeal::RemovedAt])
        .index_unless_set(
            &[EventSeal::TenantId, EventSeal::RemovedAt, EventSeal::LastAt],
            EventSeal::RemovedAt,
        )
        .statements();
    let relays = Table::with_key(dialect, &[Relay::TenantId])
        .optional(&[Relay::Owner])
        .required(&[
            Relay::LeasedUntil,
            Relay::Fence,
            Relay::Seq,
            Relay::Root,
            Relay::CleanedAt,
        ])
        .statements();
    [events, seals, relays].concat()
}

fn usage(dialect: Dialect) -> Vec<String> {
    let counters = Table::with_key(dialect, &[Usage::TenantId, Usage::Metric, Usage::Day])
        .required(&[Usage::Amount])
        .index(&[Usage::TenantId, Usage::Day])
        .statements();
    let active = Table::with_key(
        dialect,
        &[ActiveUser::TenantId, ActiveUser::Month, ActiveUser::UserId],
    )
    .statements();
    [counters, active].concat()
}

fn expiry(dialect: Dialect) -> Vec<String> {
    [
        Alteration::of(dialect)
            .index(&[OneTime::TenantId, OneTime::ExpiresAt])
            .statements(),
        Alteration::of(dialect)
            .index(&[SignInFlow::TenantId, SignInFlow::ExpiresAt])
            .statements(),
        Alteration::of(dialect)
            .index(&[Session::TenantId, Session::ExpiresAt])
            .statements(),
        Alteration::of(dialect)
            .index(&[RefreshToken::TenantId, RefreshToken::ExpiresAt])
            .statements(),
        Alteration::of(dialect)
            .index(&[RefreshFamily::TenantId, RefreshFamily::ExpiresAt])
            .statements(),
        Alteration::of(dialect)
            .index(&[Throttle::TenantId, Throttle::WindowBegan])
            .statements(),
    ]
    .concat()
}
