use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use moka::sync::Cache;

use super::Session;
use crate::{
    foundation::{SessionId, TenantId, Timestamp, TokenHash},
    store::Outage,
};

#[derive(Clone, Debug)]
struct Entry {
    session: Arc<Session>,
    loaded_at: Timestamp,
}

/// A bounded cache of live sessions by tenant and token.
///
/// An entry answers for at most [`Self::MAX_AGE_SECONDS`] by the injected clock. What this node ends is
/// remembered for as long as an entry could still answer, so that it is seen at once, also by a read that was
/// under way. While the store is away an entry answers for ten minutes. A session that was not found is never
/// remembered.
#[derive(Debug)]
pub struct SessionCache {
    by_token: Cache<(TenantId, TokenHash), Entry>,
    ended: RwLock<Ended>,
    ended_count: AtomicUsize,
}

/// What this node ended lately.
#[derive(Debug, Default)]
struct Ended {
    at: HashMap<SessionId, Timestamp>,
    tidied_at: Timestamp,
}

impl SessionCache {
    /// For how long a session that another node ended may still be honoured: the bound of revocation.
    pub const MAX_AGE_SECONDS: u32 = 1;

    /// How often what was ended is looked through for what may be forgotten.
    const TIDY_SECONDS: u32 = 10;

    pub(crate) fn new(capacity: u64) -> Self {
        Self {
            by_token: Cache::new(capacity),
            ended: RwLock::default(),
            ended_count: AtomicUsize::new(0),
        }
    }

    pub(crate) fn get(
        &self,
        tenant: TenantId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Option<Arc<Session>> {
        self.younger_than(Self::MAX_AGE_SECONDS, tenant, token, now)
    }

    /// What was known when the store was last there: for when it is away.
    pub(crate) fn bridge(
        &self,
        tenant: TenantId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Option<Arc<Session>> {
        self.younger_than(Outage::BRIDGED_SECONDS, tenant, token, now)
    }

    fn younger_than(
        &self,
        seconds: u32,
        tenant: TenantId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Option<Arc<Session>> {
        let entry = self.by_token.get(&(tenant, *token))?;
        let fresh = entry.loaded_at <= now && now < entry.loaded_at.plus_seconds(seconds);
        (fresh && !self.has_ended(entry.session.id)).then_some(entry.session)
    }

    /// Keeps a session that was read at `loaded_at`.
    pub(crate) fn put(
        &self,
        tenant: TenantId,
        token: TokenHash,
        session: Arc<Session>,
        loaded_at: Timestamp,
    ) {
        self.by_token
            .insert((tenant, token), Entry { session, loaded_at });
    }

    /// A session was ended on this node.
    pub(crate) fn end(&self, session: SessionId, now: Timestamp) {
        let mut ended = self.ended.write().unwrap_or_else(PoisonError::into_inner);
        if now >= ended.tidied_at.plus_seconds(Self::TIDY_SECONDS) {
            // A read that was under way may still be put for a moment: hold on for some seconds more than an
            // entry can answer.
            let kept = Outage::BRIDGED_SECONDS + Self::TIDY_SECONDS;
            ended.at.retain(|_, at| now < at.plus_seconds(kept));
            ended.tidied_at = now;
        }
        ended.at.insert(session, now);
        self.ended_count.store(ended.at.len(), Ordering::Release);
    }

    fn has_ended(&self, session: SessionId) -> bool {
        self.ended_count.load(Ordering::Acquire) > 0
            && self
                .ended
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .at
                .contains_key(&session)
    }
}
