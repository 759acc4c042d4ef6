use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;

use super::{
    CurrentUser, Environment, FactorError,
    factor_code::{TypedCode, check_code},
    present_password::PresentPassword,
    second_factor::UsableFactor,
    throttling::{SignInCounters, locked_for},
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, Secret, SessionId, TenantScope, Timestamp, UserId},
    store::{StoreError, Unit, Verdict, Work},
};

/// Something by which a user who is signed in shows again to be the user.
#[derive(Clone, Debug)]
pub enum StepUp {
    /// The password.
    Password(Secret),
    /// A code of the authenticator app, or a recovery code.
    Code(Secret),
}

/// Whether the user proved lately to be the user: within the policy's `step_up_seconds`. What is known of the
/// session may be from before it was stepped up: the store has the last word.
pub(crate) async fn is_recent(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
) -> Result<bool, StoreError> {
    let now = env.now();
    let seconds = scope.snapshot().policy.step_up_seconds;
    let recent = |proved: Timestamp| proved.plus_seconds(seconds) > now;
    if recent(who.session.auth_time) {
        return Ok(true);
    }
    let reader = env.store.reader(scope);
    let stored = reader.find_session_by_id(who.session.id, now).await?;
    Ok(stored.is_some_and(|session| recent(session.auth_time)))
}

/// Renews the time of a session's last proof.
pub(crate) async fn step_up(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    given: StepUp,
    context: &RequestContext,
) -> Result<(), FactorError> {
    let context = &context.as_actor(who.actor());
    let data = json!({"user": who.user.id, "session": who.session.id});
    let (factor, counters): (Option<Arc<dyn UsableFactor>>, _) = match given {
        StepUp::Password(password) => {
            let about = (context, data.clone());
            let present = PresentPassword::show(env, scope, who, password, about).await?;
            (None, present.counters)
        }
        StepUp::Code(code) => {
            let own = OwnCode::check(env, scope, who, &code, context).await?;
            (Some(own.factor), own.counters)
        }
    };
    let now = env.now();
    let work = Renew {
        user: who.user.id,
        session: who.session.id,
        factor,
        counters,
        event: env.event(EventKind::SessionSteppedUp, now, context, data),
    };
    env.write(scope, work).await??;
    Ok(())
}

/// A right code of whoever is signed in, which has still to be used up.
pub(crate) struct OwnCode {
    pub(crate) factor: Arc<dyn UsableFactor>,
    pub(crate) counters: SignInCounters,
}

impl OwnCode {
    /// Checks it. A wrong one is counted with the present passwords that were wrong in the user's sessions.
    pub(crate) async fn check(
        env: &Environment,
        scope: &TenantScope,
        who: &CurrentUser,
        code: &Secret,
        context: &RequestContext,
    ) -> Result<Self, FactorError> {
        let counters = SignInCounters::of_signed_in(scope, &who.user, context);
        if let Some(retry_after_seconds) = locked_for(env, scope, &counters, env.now()).await? {
            return Err(FactorError::Locked {
                retry_after_seconds,
            });
        }
        match check_code(env, scope, who.user.id, code.expose()).await? {
            TypedCode::Right(code) => Ok(Self {
                factor: Arc::new(code),
                counters,
            }),
            TypedCode::Wrong(method) => {
                let wrong = (counters, method.as_str(), FactorError::WrongCode);
                Err(super::refusal::count_refusal(env, scope, wrong, context).await?)
            }
        }
    }

    /// Uses it up, first in its unit; the right one among parallel guesses is refused while the lock falls.
    pub(crate) async fn use_up(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), FactorError>, StoreError> {
        use_up(unit, Some(&*self.factor), &self.counters, now).await
    }
}

async fn use_up(
    unit: &dyn Unit,
    factor: Option<&dyn UsableFactor>,
    counters: &SignInCounters,
    now: Timestamp,
) -> Result<Result<(), FactorError>, StoreError> {
    if let Some(factor) = factor
        && !factor.use_up(unit, now).await?
    {
        return Ok(Err(FactorError::WrongCode));
    }
    if let Some(until) = counters.locked(unit, now).await? {
        return Ok(Err(FactorError::Locked {
            retry_after_seconds: now.seconds_until(until),
        }));
    }
    counters.clear(unit, now).await?;
    Ok(Ok(()))
}

struct Renew {
    user: UserId,
    session: SessionId,
    factor: Option<Arc<dyn UsableFactor>>,
    counters: SignInCounters,
    event: Event,
}

#[async_trait]
impl Work for Renew {
    type Out = Result<(), FactorError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        let used = use_up(unit, self.factor.as_deref(), &self.counters, now).await?;
        if let Err(refusal) = used {
            return Ok(Verdict::Rollback(Err(refusal)));
        }
        if !unit.renew_session(self.user, self.session, now).await? {
            return Ok(Verdict::Rollback(Err(FactorError::SessionEnded)));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
