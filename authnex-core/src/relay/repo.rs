use async_trait::async_trait;
use uuid::Uuid;

use crate::{
    event::SealRoot,
    foundation::{TenantId, Timestamp},
    store::StoreError,
};

/// The right to relay one tenant's events until it runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelayLease {
    /// Who holds it: an id that a process gives itself.
    pub owner: Uuid,
    /// Raised whenever the lease is taken.
    pub fence: i64,
    /// The number of the last seal; 0 before the first.
    pub seq: i64,
    /// Its root.
    pub root: SealRoot,
}

/// Reads of what is to be relayed: the platform's.
#[async_trait]
pub trait RelayReads: Send + Sync {
    /// The first tenant after this one, by id, that has events in no seal.
    async fn next_tenant_to_relay(
        &self,
        after: Option<TenantId>,
    ) -> Result<Option<TenantId>, StoreError>;
}

/// Writes of one tenant's relay.
#[async_trait]
pub trait RelayWrites: Send + Sync {
    /// Takes the lease if it is free, has run out, or is this owner's already: one statement decides.
    async fn take_relay_lease(
        &self,
        owner: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<RelayLease>, StoreError>;
    /// Goes on by one seal, and keeps the lease until the time given; `false` if the lease is another's by now.
    async fn advance_relay(
        &self,
        lease: &RelayLease,
        root: SealRoot,
        until: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Takes the turn of clearing away spent rows, unless somebody did since `not_since`: one statement decides.
    async fn claim_cleaning(
        &self,
        now: Timestamp,
        not_since: Timestamp,
    ) -> Result<bool, StoreError>;
}
