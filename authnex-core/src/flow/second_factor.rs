use std::{fmt::Debug, sync::Arc};

use async_trait::async_trait;
use serde_json::json;

use super::{
    Door, Environment, Grant, InternalError, SignInError, SignInStep,
    advance::{Advanced, Course, Step, advance},
    continue_verified::use_handle,
    next_step::waiting_state,
    refusal::count_refusal,
    sign_in::normal_login,
    standing::Standing,
    throttling::{SignInCounters, counters_of},
};
use crate::{
    foundation::{PlainToken, RequestContext, TenantScope, Timestamp, TokenHash, TokenKind},
    sign_in::{Proof, Proofs, SecondFactorMethod, SignInState},
    store::{StoreError, Unit},
};

/// A factor that was found right outside of the unit, and has still to be used up in it.
#[async_trait]
pub(crate) trait UsableFactor: Debug + Send + Sync + 'static {
    /// Uses the factor up by one guarded statement, and writes what goes with it; `false` if it was used before
    /// or is gone, which undoes the unit.
    async fn use_up(&self, unit: &dyn Unit, now: Timestamp) -> Result<bool, StoreError>;
}

/// A sign-in that waits for its second factor.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// Its handle.
    pub(crate) token: TokenHash,
    /// What was proved.
    pub(crate) proofs: Proofs,
    /// Through which door the user comes.
    pub(crate) door: Door,
    counters: Vec<SignInCounters>,
}

impl Waiting {
    /// Finds a sign-in that waits for its second factor, unless there is none or its user may not go on.
    pub(crate) async fn find(
        env: &Environment,
        scope: &TenantScope,
        (flow, door): (&str, Door),
        context: &RequestContext,
    ) -> Result<Self, SignInError> {
        let token =
            PlainToken::parse(TokenKind::Flow, flow).map_err(|_| SignInError::FlowUnknown)?;
        Self::find_token(env, scope, (token.hash(), door), context).await
    }

    /// As [`Waiting::find`], by the hash of the handle.
    pub(crate) async fn find_token(
        env: &Environment,
        scope: &TenantScope,
        (token, door): (TokenHash, Door),
        context: &RequestContext,
    ) -> Result<Self, SignInError> {
        let SignInState::SecondFactor { proofs } = waiting_state(env, scope, &token).await? else {
            return Err(SignInError::FlowUnknown);
        };
        let reader = env.store.reader(scope);
        let user = proofs.user();
        let standing = Standing::read(&*reader, scope, user).await?;
        let standing = standing
            .filter(|standing| standing.bears(&proofs))
            .ok_or(SignInError::FlowUnknown)?;
        if !door.lets_in(&*reader, scope, user).await? {
            return Err(SignInError::FlowUnknown);
        }
        let name = normal_login(&standing.user.username);
        let named = (name.as_str(), Some(&standing.user));
        let counters = vec![counters_of(env, scope, named, context).await?];
        for counters in &counters {
            if let Some(until) = counters.locked(&*reader, env.now()).await? {
                return Err(locked(env.now(), until));
            }
        }
        Ok(Self {
            token,
            proofs,
            door,
            counters,
        })
    }

    /// The user wants the browser trusted.
    pub(crate) fn trusting(mut self, wanted: bool) -> Self {
        if wanted {
            self.proofs = self.proofs.trusting_browser();
        }
        self
    }

    /// Counts a factor that was wrong, with the failures at the password; the handle stays good.
    pub(crate) async fn refuse(
        self,
        env: &Environment,
        scope: &TenantScope,
        method: SecondFactorMethod,
        context: &RequestContext,
    ) -> Result<SignInError, InternalError> {
        let Some(counters) = self.counters.into_iter().next() else {
            return Ok(SignInError::WrongCode);
        };
        let wrong = (counters, method.as_str(), SignInError::WrongCode);
        count_refusal(env, scope, wrong, context).await
    }

    /// Goes on with a factor that was found right: handle and factor are used up in one unit, the handle first.
    pub(crate) async fn satisfy(
        self,
        env: &Environment,
        scope: &TenantScope,
        (proof, factor): (Proof, Arc<dyn UsableFactor>),
        grant: &Grant,
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let Some(proofs) = self.proofs.with(proof) else {
            return Err(SignInError::FlowUnknown);
        };
        let course = Course {
            data: json!({"method": proofs.amr()}),
            proofs,
            door: self.door,
            step: Arc::new(SecondFactor {
                token: self.token,
                counters: self.counters,
                factor,
            }),
            event: None,
            waits_for: None,
        };
        match advance(env, scope, course, grant, context).await? {
            Advanced::To(step) => Ok(step),
            Advanced::StillWaits => Err(SignInError::FlowUnknown),
        }
    }
}

fn locked(now: Timestamp, until: Timestamp) -> SignInError {
    SignInError::Locked {
        retry_after_seconds: now.seconds_until(until),
    }
}

/// Uses up the handle, then the factor. While the lock falls the right one among parallel guesses is refused too.
#[derive(Debug)]
struct SecondFactor {
    token: TokenHash,
    counters: Vec<SignInCounters>,
    factor: Arc<dyn UsableFactor>,
}

#[async_trait]
impl Step for SecondFactor {
    async fn take(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        if let Err(refusal) = use_handle(unit, &self.token, now).await? {
            return Ok(Err(refusal));
        }
        for counters in &self.counters {
            if let Some(until) = counters.locked(unit, now).await? {
                return Ok(Err(locked(now, until)));
            }
        }
        if self.factor.use_up(unit, now).await? {
            Ok(Ok(()))
        } else {
            Ok(Err(SignInError::WrongCode))
        }
    }
}
