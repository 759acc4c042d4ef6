use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;

use super::{Environment, InternalError, environment::new_id, touch::note_active};
use crate::{
    event::{EventKind, EventSeal, SEAL_EVENTS, SealRoot, StoredEvent},
    foundation::{EventId, TenantScope, Timestamp, UserId},
    port::OnEvent,
    relay::RelayLease,
    store::{StoreError, Unit, Verdict, Work},
    usage::{Metric, UsageDay, UsageMonth},
};

/// For how long a node holds a tenant's relay, in seconds. Another takes over that much after it died.
const LEASE_SECONDS: u32 = 30;

/// Batches of one tenant in one turn, so that no tenant keeps the others waiting.
const BATCHES: usize = 32;

/// The label of the tenant's key that seals are made with.
pub(super) const SEAL_LABEL: &str = "event-seal";

/// Relays a tenant's events: the hook sees each at least once; usage, active users and the seal are written in
/// one unit, exactly once. How many events were relayed.
///
/// Another node that holds the lease is left to do it.
pub(crate) async fn relay_events(
    env: &Environment,
    scope: &TenantScope,
) -> Result<usize, InternalError> {
    let Some(mut lease) = take_lease(env, scope).await? else {
        return Ok(0);
    };
    let taken = env.now();
    let mut relayed = 0;
    for _ in 0..BATCHES {
        let events = env.store.reader(scope).list_unsealed_events().await?;
        if events.is_empty() || env.now() >= taken.plus_seconds(LEASE_SECONDS / 2) {
            break;
        }
        tell_hook(env, scope, &events).await;
        let (count, full) = (events.len(), events.len() == SEAL_EVENTS);
        let Some(next) = derive(env, scope, lease, events, full).await? else {
            break;
        };
        lease = next;
        relayed += count;
        if !full {
            break;
        }
    }
    Ok(relayed)
}

async fn tell_hook(env: &Environment, scope: &TenantScope, events: &[StoredEvent]) {
    let tenant = &scope.snapshot().tenant;
    for event in events {
        let envelope = event.envelope(tenant.id);
        env.hooks
            .on_event(OnEvent::new(&tenant.slug, &envelope))
            .await;
    }
}

async fn take_lease(
    env: &Environment,
    scope: &TenantScope,
) -> Result<Option<RelayLease>, StoreError> {
    let now = env.now();
    let work = TakeLease {
        event: new_id!(env, EventId),
        owner: env.node,
        now,
    };
    env.write(scope, work).await
}

/// No event tells of a lease: it is how the work is shared, not a change.
struct TakeLease {
    event: EventId,
    owner: uuid::Uuid,
    now: Timestamp,
}

#[async_trait]
impl Work for TakeLease {
    type Out = Option<RelayLease>;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let until = self.now.plus_seconds(LEASE_SECONDS);
        let lease = unit.take_relay_lease(self.owner, self.now, until).await?;
        Ok(match lease {
            Some(lease) => Verdict::Commit(Some(lease)),
            None => Verdict::Rollback(None),
        })
    }
}

/// Writes what follows from a batch; the lease to go on with, or `None` if it was lost.
async fn derive(
    env: &Environment,
    scope: &TenantScope,
    lease: RelayLease,
    events: Vec<StoredEvent>,
    goes_on: bool,
) -> Result<Option<RelayLease>, InternalError> {
    let now = env.now();
    let key = scope
        .snapshot()
        .data_key
        .mac_key(SEAL_LABEL)
        .ok_or_else(|| InternalError::Keys("the seal's key cannot be derived".to_owned()))?;
    let seq = lease.seq + 1;
    let seal = EventSeal {
        seq,
        previous: lease.root,
        root: SealRoot::over(&key, scope.id(), (seq, lease.root), &events),
        ids: events.iter().map(|event| event.id).collect(),
        last_at: events.iter().map(|event| event.at).max().unwrap_or(now),
        sealed_at: now,
        removed_at: None,
    };
    let work = Derive {
        event: new_id!(env, EventId),
        until: if goes_on {
            now.plus_seconds(LEASE_SECONDS)
        } else {
            now
        },
        counted: counted(&events),
        active: active(&events),
        lease,
        seal,
    };
    let root = work.seal.root;
    let held = env.write(scope, work).await?;
    Ok(held.then_some(RelayLease { seq, root, ..lease }))
}

fn counted(events: &[StoredEvent]) -> BTreeMap<(Metric, UsageDay), i64> {
    let mut counted = BTreeMap::new();
    for event in events {
        for metric in Metric::of_event(event) {
            *counted
                .entry((*metric, UsageDay::of(event.at)))
                .or_default() += 1;
        }
    }
    counted
}

/// Who was active: by a first sign-in or a refresh. Touched sessions are noted where they are written.
fn active(events: &[StoredEvent]) -> BTreeMap<UsageMonth, (UsageDay, BTreeSet<UserId>)> {
    let mut active = BTreeMap::new();
    for event in events {
        let user = if event.kind == EventKind::SignInSucceeded.as_str()
            || event.kind == EventKind::RefreshTokenRotated.as_str()
        {
            event.data.get("user").and_then(|user| user.as_str())
        } else {
            None
        };
        if let Some(user) = user.and_then(|user| user.parse().ok()) {
            let day = UsageDay::of(event.at);
            let (_, users) = active
                .entry(day.month())
                .or_insert_with(|| (day, BTreeSet::new()));
            users.insert(user);
        }
    }
    active
}

/// The lease's fence decides first; then everything that follows from the batch, or nothing.
struct Derive {
    event: EventId,
    lease: RelayLease,
    until: Timestamp,
    seal: EventSeal,
    counted: BTreeMap<(Metric, UsageDay), i64>,
    active: BTreeMap<UsageMonth, (UsageDay, BTreeSet<UserId>)>,
}

#[async_trait]
impl Work for Derive {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let held = unit
            .advance_relay(&self.lease, self.seal.root, self.until)
            .await?;
        if !held || !unit.seal_events(&self.seal).await? {
            return Ok(Verdict::Rollback(false));
        }
        for ((metric, day), amount) in &self.counted {
            unit.add_usage(*metric, *day, *amount).await?;
        }
        for (day, users) in self.active.values() {
            let users: Vec<UserId> = users.iter().copied().collect();
            note_active(unit, *day, &users).await?;
        }
        Ok(Verdict::Commit(true))
    }
}
