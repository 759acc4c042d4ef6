use std::collections::BTreeMap;

use super::{Environment, InternalError, relay::SEAL_LABEL};
use crate::{
    event::{EventSeal, SealRoot},
    foundation::{EventId, PageRequest, TenantScope, Timestamp},
    store::Reader,
};

/// How long an event may be in no seal, in seconds: the relay takes it each second.
const UNSEALED_SECONDS: u32 = 60;

/// Seals that are kept at hand while events are walked: neighbours stand in the same few.
const AT_HAND: usize = 16;

/// What is wrong with an audit trail.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "fault")]
pub enum TrailFault {
    /// A seal is missing, or does not name the one before it.
    Chain {
        /// The seal after the gap.
        seal: i64,
    },
    /// Events that the seal names are gone, and retention did not take them.
    Missing {
        /// The seal.
        seal: i64,
        /// The events.
        events: Vec<EventId>,
    },
    /// One of the seal's events, or the seal itself, was altered.
    Altered {
        /// The seal.
        seal: i64,
    },
    /// An event is in no seal: it was put in, or the relay does not run.
    Unsealed {
        /// The event.
        event: EventId,
    },
}

/// What was found when a trail was verified.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct TrailReport {
    /// Seals that were looked at.
    pub seals: u64,
    /// Events that were looked at.
    pub events: u64,
    /// Seals whose events retention took away.
    pub removed: u64,
    /// What is wrong; empty = nothing. At most 1,000 faults are named.
    pub faults: Vec<TrailFault>,
}

const MOST_FAULTS: usize = 1_000;

impl TrailReport {
    fn name(&mut self, fault: TrailFault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }
}

/// Follows the chain of seals, makes each root anew from its events, and looks for events in no seal.
pub(crate) async fn verify_trail(
    env: &Environment,
    scope: &TenantScope,
) -> Result<TrailReport, InternalError> {
    let reader = env.store.reader(scope);
    let mut report = TrailReport::default();
    follow_chain(&*reader, scope, &mut report).await?;
    let sealed_by = env.now().minus_seconds(UNSEALED_SECONDS);
    look_for_unsealed(&*reader, sealed_by, &mut report).await?;
    Ok(report)
}

async fn follow_chain(
    reader: &dyn Reader,
    scope: &TenantScope,
    report: &mut TrailReport,
) -> Result<(), InternalError> {
    let key = scope
        .snapshot()
        .data_key
        .mac_key(SEAL_LABEL)
        .ok_or_else(|| InternalError::Keys("the seal's key cannot be derived".to_owned()))?;
    let (mut seq, mut root) = (0, SealRoot::default());
    loop {
        let seals = reader.list_seals(&PageRequest::new(100, Some(seq))).await?;
        if seals.is_empty() {
            return Ok(());
        }
        for seal in seals {
            report.seals += 1;
            if seal.seq != seq + 1 || seal.previous != root {
                report.name(TrailFault::Chain { seal: seal.seq });
            }
            (seq, root) = (seal.seq, seal.root);
            if seal.removed_at.is_some() {
                report.removed += 1;
                continue;
            }
            let events = reader.find_events(&seal.ids).await?;
            report.events += events.len() as u64;
            let missing: Vec<EventId> = seal
                .ids
                .iter()
                .filter(|id| !events.iter().any(|event| event.id == **id))
                .copied()
                .collect();
            if !missing.is_empty() {
                report.name(TrailFault::Missing {
                    seal: seal.seq,
                    events: missing,
                });
            } else if SealRoot::over(&key, scope.id(), (seal.seq, seal.previous), &events)
                != seal.root
            {
                report.name(TrailFault::Altered { seal: seal.seq });
            }
        }
    }
}

async fn look_for_unsealed(
    reader: &dyn Reader,
    sealed_by: Timestamp,
    report: &mut TrailReport,
) -> Result<(), InternalError> {
    let mut at_hand: BTreeMap<i64, Option<EventSeal>> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = PageRequest::new(PageRequest::<EventId>::MAX_LIMIT, after);
        let rows = reader.list_sealed_events(&page).await?;
        let Some((last, ..)) = rows.last() else {
            return Ok(());
        };
        after = Some(*last);
        for (event, at, seq) in rows {
            let sealed = match seq {
                Some(seq) => {
                    if !at_hand.contains_key(&seq) {
                        let found = reader
                            .list_seals(&PageRequest::new(1, Some(seq - 1)))
                            .await?;
                        let seal = found.into_iter().find(|seal| seal.seq == seq);
                        if at_hand.len() >= AT_HAND {
                            at_hand.pop_first();
                        }
                        at_hand.insert(seq, seal);
                    }
                    at_hand
                        .get(&seq)
                        .and_then(Option::as_ref)
                        .is_some_and(|seal| seal.ids.contains(&event))
                }
                None => at > sealed_by,
            };
            if !sealed {
                report.name(TrailFault::Unsealed { event });
            }
        }
    }
}
