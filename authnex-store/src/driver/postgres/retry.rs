use std::time::{Duration, Instant};

use authnex_core::{foundation::EventId, store::StoreError};

use super::{
    attempt::{Ended, attempt},
    engine::Shared,
    fault::Fault,
    settle::{Settled, settle},
};
use crate::driver::Transaction;

/// The longest pause after the first conflict; doubled each time. How much of it is waited is left to chance.
const FIRST_PAUSE: Duration = Duration::from_millis(4);

/// The longest pause of all: with eight tries, at most 650 ms are waited, 325 ms as a rule.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// For how long a unit that runs into others is tried again, in patiences: a server notices a deadlock after a
/// second.
const CONFLICT_PATIENCES: u32 = 2;

/// Runs a unit until it is durable, undone for good, or out of tries.
pub(super) async fn run(shared: &Shared, unit: &dyn Transaction) -> Result<(), StoreError> {
    let begun = Instant::now();
    let name = unit.name();
    let mut tries = 0;
    loop {
        tries += 1;
        let Err(ended) = attempt(&shared.connections, unit).await else {
            shared.absence.answered();
            return Ok(());
        };
        if let Ended::Undone(Fault::Lost(_)) | Ended::Unknown { .. } = ended {
            shared.absence.missed();
        }
        let pause = pause(name.1, tries);
        let waited = begun.elapsed() + pause;
        match ended {
            // Another unit was faster. However many do so, a caller hears of it while it still waits.
            Ended::Undone(Fault::Conflict | Fault::Duplicate(_))
                if tries < shared.tries && waited < shared.patience * CONFLICT_PATIENCES => {}
            // A server that is away is asked for as long as patience lasts, however often that is.
            Ended::Undone(Fault::Lost(_)) if waited < shared.absence.patience() => {
                shared.forget_connections();
            }
            Ended::Undone(fault) => {
                if matches!(fault, Fault::Lost(_)) {
                    shared.forget_connections();
                }
                return Err(fault.into());
            }
            Ended::Unknown { named: false } => return Err(StoreError::UnknownCommit),
            Ended::Unknown { named: true } => {
                shared.forget_connections();
                let limits = (shared.statement_timeout, shared.patience);
                match settle(&shared.connector, shared.prepared, limits, name).await? {
                    Settled::Committed => return Ok(()),
                    Settled::NotCommitted if tries < shared.tries => {}
                    Settled::NotCommitted => {
                        return Err(StoreError::Unavailable(
                            "the database broke off every try to commit".to_owned(),
                        ));
                    }
                }
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// Grows with every try, as a rule. The part that spreads rivals apart comes from the unit's own id, which no two share.
fn pause(event: EventId, tries: u32) -> Duration {
    let longest = (FIRST_PAUSE * 2_u32.saturating_pow(tries.min(16) - 1)).min(LONGEST_PAUSE);
    let mixed = event
        .as_uuid()
        .as_u128()
        .wrapping_add(u128::from(tries))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let share = u32::try_from(mixed >> 112).unwrap_or_default();
    longest * share / 0x1_0000
}
