use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::json;

use super::{
    Door, EnrolledStep, Environment, FactorError, Grant, SignInError, TotpSetup,
    advance::{Advanced, Course, Step, advance},
    continue_verified::use_handle,
    enrol_totp::{FirstCode, prepare_start},
    factor_change::FactorChange,
    next_step::waiting_proofs,
    refusal::count_refusal,
    sign_in::normal_login,
    standing::{Standing, factors_of},
    throttling::{counters_of, locked_for},
};
use crate::{
    event::EventKind,
    foundation::{
        PlainToken, RequestContext, Secret, SessionId, TenantScope, Timestamp, TokenHash,
        TokenKind, UserId,
    },
    mail::MailKind,
    sign_in::{Proof, Proofs, RequiredAction, SecondFactorMethod, VerifiedTotp},
    store::{StoreError, Unit},
};

/// A sign-in that waits for a second factor to be enrolled.
pub(super) struct Enrolling {
    pub(super) proofs: Proofs,
    pub(super) standing: Standing,
}

impl Enrolling {
    /// Finds it by its handle's hash. Who has a factor by now is asked for that one instead: a sign-in that waits, of
    /// whoever knows the password, adds none beside it.
    pub(super) async fn find(
        env: &Environment,
        scope: &TenantScope,
        (token, door): (TokenHash, Door),
    ) -> Result<Self, SignInError> {
        let proofs = waiting_proofs(env, scope, (&token, RequiredAction::EnrolMfa)).await?;
        let reader = env.store.reader(scope);
        let user = proofs.user();
        let standing = Standing::read(&*reader, scope, user).await?;
        let standing = standing
            .filter(|standing| standing.bears(&proofs) && !standing.factors.any())
            .ok_or(SignInError::FlowUnknown)?;
        if !door.lets_in(&*reader, scope, user).await? {
            return Err(SignInError::FlowUnknown);
        }
        Ok(Self { proofs, standing })
    }
}

/// The hash of a sign-in's handle.
pub(super) fn handle_hash(flow: &str) -> Result<TokenHash, SignInError> {
    let token = PlainToken::parse(TokenKind::Flow, flow);
    let token = token.map_err(|_| SignInError::FlowUnknown)?;
    Ok(token.hash())
}

/// Uses the handle of a sign-in up that waits for an enrolment, unless its user has got a factor meanwhile.
pub(super) async fn use_enrolling_handle(
    unit: &dyn Unit,
    (token, user): (&TokenHash, UserId),
    now: Timestamp,
) -> Result<Result<(), SignInError>, StoreError> {
    if let Err(refusal) = use_handle(unit, token, now).await? {
        return Ok(Err(refusal));
    }
    let has_one = factors_of(unit, user).await?.any();
    Ok((!has_one).then_some(()).ok_or(SignInError::FlowUnknown))
}

/// Makes a secret for the authenticator app that a sign-in wants enrolled; the handle stays good. Who has an app
/// never comes here: that one is asked for instead.
pub(crate) async fn start_totp_at_sign_in(
    env: &Environment,
    scope: &TenantScope,
    (flow, door): (&str, Door),
    context: &RequestContext,
) -> Result<TotpSetup, SignInError> {
    let waits = (handle_hash(flow)?, door);
    let Enrolling { standing, .. } = Enrolling::find(env, scope, waits).await?;
    let (setup, work) = prepare_start(env, scope, &standing.user, None, context)?;
    match env.write(scope, work).await? {
        Ok(()) => Ok(setup),
        Err(FactorError::Internal(error)) => Err(SignInError::Internal(error)),
        Err(_) => Err(SignInError::FlowUnknown),
    }
}

/// Takes the pending secret into use, and goes on with the sign-in: the code is its second factor too.
pub(crate) async fn confirm_totp_at_sign_in(
    env: &Environment,
    scope: &TenantScope,
    (flow, code, door): (&str, &Secret, Door),
    grant: &Grant,
    context: &RequestContext,
) -> EnrolledStep {
    if !grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    let token = handle_hash(flow)?;
    let Enrolling { proofs, standing } = Enrolling::find(env, scope, (token, door)).await?;
    let name = normal_login(&standing.user.username);
    let named = (name.as_str(), Some(&standing.user));
    let counters = counters_of(env, scope, named, context).await?;
    if let Some(retry_after_seconds) = locked_for(env, scope, &counters, env.now()).await? {
        return Err(SignInError::Locked {
            retry_after_seconds,
        });
    }
    let user = proofs.user();
    let reader = env.store.reader(scope);
    let checked = FirstCode::check(env, scope, (&*reader, user), code).await?;
    drop(reader);
    let Some((first, codes)) = checked else {
        let method = SecondFactorMethod::Totp.as_str();
        let wrong = (counters, method, SignInError::WrongCode);
        return Err(count_refusal(env, scope, wrong, context).await?);
    };
    let proof = Proof::Totp(VerifiedTotp::new(user, env.now()));
    let about = (&standing.user, None);
    let (kind, language) = (MailKind::TotpEnrolled, context.language);
    let step = Arc::new(EnrolTotp {
        token,
        user,
        first,
        change: FactorChange::prepare(env, scope, about, kind, language)?,
        ended: Mutex::default(),
    });
    let course = Course {
        proofs: proofs.with(proof).ok_or(SignInError::FlowUnknown)?,
        door,
        step: step.clone(),
        event: Some(EventKind::TotpEnrolled),
        data: json!({"required": true}),
        waits_for: None,
    };
    let advanced = advance(env, scope, course, grant, context).await?;
    env.mail_wake.notify_one();
    for session in step.ended() {
        env.session_ended(scope, session, env.now());
    }
    match advanced {
        Advanced::To(next) => Ok((next, codes)),
        Advanced::StillWaits => Err(SignInError::FlowUnknown),
    }
}

/// Uses the handle up, and takes the app into use.
#[derive(Debug)]
struct EnrolTotp {
    token: TokenHash,
    user: UserId,
    first: FirstCode,
    change: FactorChange,
    /// The sessions that the last run ended.
    ended: Mutex<Vec<SessionId>>,
}

impl EnrolTotp {
    fn ended(&self) -> Vec<SessionId> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *ended)
    }
}

#[async_trait]
impl Step for EnrolTotp {
    fn assume(&self, standing: &mut Standing, _: Timestamp) {
        standing.factors.totp = true;
    }

    async fn take(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        let waits = (&self.token, self.user);
        if let Err(refusal) = use_enrolling_handle(unit, waits, now).await? {
            return Ok(Err(refusal));
        }
        if !self.first.write(unit, now).await? {
            return Ok(Err(SignInError::WrongCode));
        }
        let ended = self.change.write(unit, now).await?;
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = ended;
        Ok(Ok(()))
    }
}
