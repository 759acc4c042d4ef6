use async_trait::async_trait;
use serde_json::json;

use super::{
    CurrentUser, Environment, InternalError, error::from_internal, factor_change::FactorChange,
    passkey_ceremony::another_way_in, standing::Standing, step_up::is_recent,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, PasskeyId, RequestContext, SessionId, TenantScope, UserId},
    mail::MailKind,
    store::{StoreError, Unit, Verdict, Work},
};

/// Why a passkey stays.
#[derive(Debug, thiserror::Error)]
pub enum RemovePasskeyError {
    /// Nothing else signs the user in.
    #[error("this passkey is the only way to sign in; add another one, or set a password, first")]
    LastWayIn,
    /// The policy wants the user to keep a second factor, and this is the last one.
    #[error("a second factor is required; enrol another one first")]
    Required,
    /// It was too long ago that the user proved to be the user.
    #[error("show again who you are, by password or code")]
    StepUpRequired,
    /// The user has no such passkey.
    #[error("there is no such passkey")]
    Unknown,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(RemovePasskeyError);

/// Removes one of the own passkeys.
pub(crate) async fn remove_passkey(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    id: PasskeyId,
    context: &RequestContext,
) -> Result<(), RemovePasskeyError> {
    if !is_recent(env, scope, who).await? {
        return Err(RemovePasskeyError::StepUpRequired);
    }
    let now = env.now();
    let context = context.as_actor(who.actor());
    let data = json!({"user": who.user.id, "passkey": id});
    let about = (&who.user, Some(who.session.id));
    let work = Remove {
        user: who.user.id,
        id,
        change: FactorChange::prepare(
            env,
            scope,
            about,
            MailKind::PasskeyRemoved,
            context.language,
        )?,
        scope: scope.clone(),
        event: env.event(EventKind::PasskeyRemoved, now, &context, data),
    };
    let ended = env.write(scope, work).await??;
    env.mail_wake.notify_one();
    for session in ended {
        env.session_ended(scope, session, now);
    }
    Ok(())
}

struct Remove {
    user: UserId,
    id: PasskeyId,
    scope: TenantScope,
    change: FactorChange,
    event: Event,
}

#[async_trait]
impl Work for Remove {
    type Out = Result<Vec<SessionId>, RemovePasskeyError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        let over = |why| Ok(Verdict::Rollback(Err(why)));
        unit.hold_passkeys(self.user).await?;
        let Some(passkey) = unit.find_passkey(self.user, self.id).await? else {
            return over(RemovePasskeyError::Unknown);
        };
        if !another_way_in(unit, &passkey).await? {
            return over(RemovePasskeyError::LastWayIn);
        }
        if !unit.delete_passkey(self.user, self.id).await? {
            return over(RemovePasskeyError::Unknown);
        }
        let Some(left) = Standing::read(unit, &self.scope, self.user).await? else {
            return over(RemovePasskeyError::Unknown);
        };
        if !left.factors.any() {
            if left.mfa_required_since.is_some() {
                return over(RemovePasskeyError::Required);
            }
            // Recovery codes stand in for a factor: without one they are good for nothing.
            unit.replace_recovery_codes(self.user, &[], now).await?;
        }
        let ended = self.change.write(unit, now).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(ended)))
    }
}
