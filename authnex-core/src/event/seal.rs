use ring::{digest, hmac};

use super::StoredEvent;
use crate::foundation::{EventId, TenantId, Timestamp};

/// Events that one seal holds, at most.
pub const SEAL_EVENTS: usize = 128;

/// A seal over a batch of events: each names the one before, so that none can be taken out of the chain.
///
/// The root is an HMAC-SHA-256 under a key of the tenant: who can write to the database and has not the key ring
/// cannot make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSeal {
    /// Its number, from 1.
    pub seq: i64,
    /// The root of the seal before; zeros for the first.
    pub previous: SealRoot,
    /// The HMAC over number, previous root and events.
    pub root: SealRoot,
    /// The events, in the order in which they were sealed.
    pub ids: Vec<EventId>,
    /// When the newest of them happened.
    pub last_at: Timestamp,
    /// When they were sealed.
    pub sealed_at: Timestamp,
    /// When retention took the events away; the seal stays.
    pub removed_at: Option<Timestamp>,
}

/// What a seal proves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealRoot(pub [u8; 32]);

impl SealRoot {
    /// The root of a batch.
    #[must_use]
    pub fn over(
        key: &hmac::Key,
        tenant: TenantId,
        (seq, previous): (i64, Self),
        events: &[StoredEvent],
    ) -> Self {
        let mut context = hmac::Context::with_key(key);
        context.update(tenant.as_uuid().as_bytes());
        context.update(&seq.to_be_bytes());
        context.update(&previous.0);
        for event in events {
            context.update(digest_of(event).as_ref());
        }
        let mut root = [0; 32];
        for (to, from) in root.iter_mut().zip(context.sign().as_ref()) {
            *to = *from;
        }
        Self(root)
    }
}

/// SHA-256 of everything that an event says, each part led by its length so that no two events read alike.
fn digest_of(event: &StoredEvent) -> digest::Digest {
    let mut context = digest::Context::new(&digest::SHA256);
    let version = event.version.to_be_bytes();
    let at = event.at.as_micros().to_be_bytes();
    let data = event.data.to_string();
    let id = event.id.as_uuid();
    let parts: [Option<&[u8]>; 9] = [
        Some(id.as_bytes()),
        Some(event.kind.as_bytes()),
        Some(&version),
        Some(&at),
        Some(event.actor.as_bytes()),
        event.address.as_deref().map(str::as_bytes),
        event.user_agent.as_deref().map(str::as_bytes),
        event.request_id.as_deref().map(str::as_bytes),
        Some(data.as_bytes()),
    ];
    for part in parts {
        // Absent and empty differ.
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        context.update(&length.to_be_bytes());
        context.update(part.unwrap_or_default());
    }
    context.finish()
}
