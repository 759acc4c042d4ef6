use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, error::from_internal};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, PlainToken, RequestContext, TenantScope, TokenHash, TokenKind},
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose},
    store::{Consumed, StoreError, Unit, Verdict, Work},
};

/// Why no one-time token was issued.
#[derive(Debug, thiserror::Error)]
pub enum OneTimeError {
    /// More data than a token may hold.
    #[error("a one-time token holds at most 4096 bytes of data")]
    TooLarge,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(OneTimeError);

/// The most data that a one-time token may hold, in bytes.
const MAX_DATA: usize = 4096;

/// Issues a token that may be redeemed once within so many seconds.
pub(crate) async fn issue_one_time(
    env: &Environment,
    scope: &TenantScope,
    (purpose, grant): (OneTimePurpose, OneTimeGrant),
    seconds: u32,
    context: &RequestContext,
) -> Result<PlainToken, OneTimeError> {
    if grant.data.len() > MAX_DATA {
        return Err(OneTimeError::TooLarge);
    }
    let now = env.now();
    let token = env.token(TokenKind::OneTime);
    let data = json!({"purpose": purpose.as_str(), "user": grant.user});
    let work = Issue {
        event: env.event(EventKind::OneTimeIssued, now, context, data),
        new: NewOneTime {
            purpose,
            hash: token.hash(),
            grant,
            created_at: now,
            expires_at: now.plus_seconds(seconds),
        },
    };
    env.write(scope, work).await?;
    Ok(token)
}

struct Issue {
    new: NewOneTime,
    event: Event,
}

#[async_trait]
impl Work for Issue {
    type Out = ();

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        unit.insert_one_time(&self.new).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(()))
    }
}

/// Redeems a token: `None` if it is spent, expired, of another purpose or of another tenant.
pub(crate) async fn redeem_one_time(
    env: &Environment,
    scope: &TenantScope,
    (purpose, presented): (&OneTimePurpose, &str),
    context: &RequestContext,
) -> Result<Option<OneTimeGrant>, InternalError> {
    let Ok(token) = PlainToken::parse(TokenKind::OneTime, presented) else {
        return Ok(None);
    };
    let data = json!({"purpose": purpose.as_str()});
    let work = Redeem {
        purpose: purpose.clone(),
        hash: token.hash(),
        event: env.event(EventKind::OneTimeRedeemed, env.now(), context, data),
    };
    Ok(env.write(scope, work).await?)
}

struct Redeem {
    purpose: OneTimePurpose,
    hash: TokenHash,
    event: Event,
}

#[async_trait]
impl Work for Redeem {
    type Out = Option<OneTimeGrant>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let consumed = unit
            .consume_one_time(&self.purpose, &self.hash, self.event.at)
            .await?;
        match consumed {
            Consumed::Won(grant) => {
                unit.append_event(&self.event).await?;
                Ok(Verdict::Commit(Some(grant)))
            }
            Consumed::Spent(_) | Consumed::Absent => Ok(Verdict::Rollback(None)),
        }
    }
}
