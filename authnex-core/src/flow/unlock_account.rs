use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, InternalError, error::from_internal, standing::Standing,
    throttling::SignInCounters,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, PlainToken, RequestContext, TenantScope, TokenHash, TokenKind},
    one_time::OneTimePurpose,
    store::{Consumed, StoreError, Unit, Verdict, Work},
};

/// Why an account stays locked.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
    /// The link is wrong, was used, or has expired.
    #[error("the link is wrong, was used, or has expired")]
    Refused,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(UnlockError);

/// Unlocks the account of whoever reads the mail that told of the lock. It signs nobody in.
pub(crate) async fn unlock_account(
    env: &Environment,
    scope: &TenantScope,
    token: &str,
    context: &RequestContext,
) -> Result<(), UnlockError> {
    let token = PlainToken::parse(TokenKind::OneTime, token.trim());
    let token = token.map_err(|_| UnlockError::Refused)?.hash();
    let work = Unlock {
        scope: scope.clone(),
        token,
        event: env.event(EventKind::AccountUnlocked, env.now(), context, json!({})),
    };
    env.write(scope, work).await?
}

struct Unlock {
    scope: TenantScope,
    token: TokenHash,
    event: Event,
}

#[async_trait]
impl Work for Unlock {
    type Out = Result<(), UnlockError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let refused = || Ok(Verdict::Rollback(Err(UnlockError::Refused)));
        let purpose = OneTimePurpose::unlock_account();
        let now = self.event.at;
        let Consumed::Won(grant) = unit.consume_one_time(&purpose, &self.token, now).await? else {
            return refused();
        };
        let Some(user) = grant.user else {
            return refused();
        };
        let Some(standing) = Standing::read(unit, &self.scope, user).await? else {
            return refused();
        };
        for login in standing.logins() {
            SignInCounters::of(&self.scope, &login, &self.event.context)
                .unlock(unit)
                .await?;
        }
        let event = self
            .event
            .become_kind(self.event.kind, json!({"user": user}));
        unit.append_event(&event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
