use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use uuid::Uuid;

use super::{Environment, InternalError, environment::new_id, key_supply::system_event};
use crate::{
    event::{Event, EventKind},
    foundation::{Entropy, EventId, MailId, TenantScope, Timestamp},
    mail::{ClaimedMail, Mail, MailLease, MailOutcome},
    port::{MailError, Mailer},
    store::{StoreError, Unit, Verdict, Work},
    usage::{Metric, UsageDay},
};

/// The longest that one try may take.
const SEND_LIMIT: Duration = Duration::from_secs(20);
/// For how long a worker holds a mail: longer than a try takes.
const LEASE_SECONDS: u32 = 25;
/// When a mail that was not delivered is given up, in seconds since it was written: links and codes are over
/// long before, and a notice is no news any more.
pub(crate) const GIVE_UP_SECONDS: u32 = 3 * 86_400;
/// For how long the row of a mail that is done is kept, in seconds.
const KEEP_SECONDS: u32 = 7 * 86_400;
/// Rows that are deleted in one unit, at most.
const DELETE_BATCH: u32 = 200;

/// Takes what is due by `due_by` out of the outbox, at most so many mails.
pub(crate) async fn claim_mail(
    env: &Environment,
    scope: &TenantScope,
    (owner, due_by): (Uuid, Timestamp),
    limit: u32,
) -> Result<Vec<ClaimedMail>, InternalError> {
    let due = env.store.reader(scope).list_due_mail(due_by, limit).await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let now = env.now();
    let lease = MailLease {
        owner,
        until: now.plus_seconds(LEASE_SECONDS),
    };
    let event = new_id!(env, EventId);
    Ok(env
        .write(
            scope,
            Claim {
                due,
                lease,
                now,
                event,
            },
        )
        .await?)
}

/// Leases are no happenings: no event tells of them.
struct Claim {
    due: Vec<MailId>,
    lease: MailLease,
    now: Timestamp,
    event: EventId,
}

#[async_trait]
impl Work for Claim {
    type Out = Vec<ClaimedMail>;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let mut claimed = Vec::new();
        for id in &self.due {
            claimed.extend(unit.claim_mail(*id, &self.lease, self.now).await?);
        }
        Ok(Verdict::Commit(claimed))
    }
}

/// Tries to deliver one mail and notes what came of it. Without a mailer, or after its time, it is given up.
pub(crate) async fn deliver_mail(
    env: &Environment,
    scope: &TenantScope,
    mailer: Option<&dyn Mailer>,
    (owner, claimed): (Uuid, ClaimedMail),
) -> Result<(), InternalError> {
    let over = claimed.created_at.plus_seconds(GIVE_UP_SECONDS) <= env.now();
    let tried = match mailer {
        Some(mailer) if !over => try_to_send(scope, mailer, &claimed).await,
        _ => Err(MailError::Permanent(
            "it could not be delivered within three days".to_owned(),
        )),
    };
    let now = env.now();
    let held = (owner, claimed.attempt);
    let kind = claimed.kind.as_str();
    let (end, event) = match tried {
        Ok(()) => (End::Delivered, None),
        Err(MailError::Temporary(reason)) => {
            let wait = back_off(claimed.attempt, &*env.entropy);
            let due_at = Timestamp::from_micros(now.as_micros().saturating_add(wait));
            tracing::warn!(mail = %claimed.id, kind, attempt = claimed.attempt, reason, "a mail was not delivered; it is tried again");
            (End::Later(due_at), None)
        }
        Err(MailError::Permanent(reason)) => {
            tracing::warn!(mail = %claimed.id, kind, attempt = claimed.attempt, reason, "a mail was given up");
            let mut event = system_event(env, EventKind::MailFailed, now);
            event.data = json!({
                "mail": claimed.id,
                "kind": kind,
                "attempts": claimed.attempt,
                "reason": reason,
            });
            (End::GivenUp, Some(event))
        }
    };
    let settle = Settle {
        id: claimed.id,
        held,
        end,
        now,
        unit: event
            .as_ref()
            .map_or_else(|| new_id!(env, EventId), |event| event.id),
        event,
    };
    if !env.write(scope, settle).await? {
        tracing::warn!(mail = %claimed.id, kind, "a mail's lease was over before its end was noted; it may come twice");
    }
    Ok(())
}

async fn try_to_send(
    scope: &TenantScope,
    mailer: &dyn Mailer,
    claimed: &ClaimedMail,
) -> Result<(), MailError> {
    let snapshot = scope.snapshot();
    let tenant = (snapshot.tenant.id, &snapshot.tenant.slug);
    let mail = Mail::open(tenant, &snapshot.data_key, claimed)
        .map_err(|error| MailError::Permanent(error.to_string()))?;
    match tokio::time::timeout(SEND_LIMIT, mailer.send(&mail)).await {
        Ok(answer) => answer,
        Err(_) => Err(MailError::Temporary(format!(
            "no answer within {} s",
            SEND_LIMIT.as_secs()
        ))),
    }
}

/// How long to wait after so many tries, in microseconds: two seconds, doubled each time, at most an hour, less
/// up to a quarter by chance, so that mails that failed together do not come again together.
fn back_off(attempt: u32, entropy: &dyn Entropy) -> i64 {
    let seconds = 2_i64
        .saturating_mul(1 << attempt.saturating_sub(1).min(11))
        .min(3600);
    let mut random = [0; 2];
    entropy.fill(&mut random);
    let less = i64::from(u16::from_be_bytes(random)) * seconds * 1_000_000 / 4 / 65_536;
    seconds * 1_000_000 - less
}

enum End {
    Delivered,
    GivenUp,
    Later(Timestamp),
}

struct Settle {
    id: MailId,
    held: (Uuid, u32),
    end: End,
    now: Timestamp,
    unit: EventId,
    /// Of a mail that is given up.
    event: Option<Event>,
}

#[async_trait]
impl Work for Settle {
    type Out = bool;

    fn event(&self) -> EventId {
        self.unit
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let (id, held) = (self.id, self.held);
        let still = match self.end {
            End::Delivered => {
                let outcome = MailOutcome::Delivered;
                let still = unit.finish_mail(id, held, outcome, self.now).await?;
                if still {
                    let today = UsageDay::of(self.now);
                    unit.add_usage(Metric::MailsSent, today, 1).await?;
                }
                still
            }
            End::GivenUp => {
                let outcome = MailOutcome::GivenUp;
                unit.finish_mail(id, held, outcome, self.now).await?
            }
            End::Later(due_at) => unit.postpone_mail(id, held, due_at).await?,
        };
        if !still {
            return Ok(Verdict::Rollback(false));
        }
        if let Some(event) = &self.event {
            unit.append_event(event).await?;
        }
        Ok(Verdict::Commit(true))
    }
}

/// Until when mails must be done for their rows to be deleted.
pub(crate) fn done_before(now: Timestamp) -> Timestamp {
    now.minus_seconds(KEEP_SECONDS)
}

/// Deletes rows of mails that have long been done; says how many.
pub(crate) async fn delete_done_mail(
    env: &Environment,
    scope: &TenantScope,
) -> Result<u64, InternalError> {
    let work = DeleteDone {
        before: done_before(env.now()),
        event: new_id!(env, EventId),
    };
    Ok(env.write(scope, work).await?)
}

struct DeleteDone {
    before: Timestamp,
    event: EventId,
}

#[async_trait]
impl Work for DeleteDone {
    type Out = u64;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<u64>, StoreError> {
        let gone = unit.delete_done_mail(self.before, DELETE_BATCH).await?;
        Ok(Verdict::Commit(gone))
    }
}

#[cfg(test)]
mod tests {
    use super::back_off;
    use crate::testing::SeededEntropy;

    #[test]
    fn waits_grow_to_an_hour_and_differ() {
        let entropy = SeededEntropy::new(1);
        for (attempt, seconds) in [(1, 2), (2, 4), (5, 32), (11, 2048), (12, 3600), (900, 3600)] {
            for _ in 0..50 {
                let micros = back_off(attempt, &entropy);
                assert!(
                    micros <= seconds * 1_000_000 && micros > seconds * 750_000,
                    "{micros}"
                );
            }
        }
        assert_ne!(back_off(12, &entropy), back_off(12, &entropy));
    }
}
