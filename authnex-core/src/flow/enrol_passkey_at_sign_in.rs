use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    AddPasskeyError, BeginPasskeyError, Door, Environment, FieldFault, Grant, SignInError,
    SignInStep,
    advance::{Advanced, Course, Step, advance},
    enrol_at_sign_in::{Enrolling, handle_hash, use_enrolling_handle},
    factor_change::FactorChange,
    passkey_ceremony::{Audience, PasskeyCeremony, hash_of_text, text_of_hash, user_handle},
    passkey_registration::{NewCredential, NewHolder, PasskeyToAdd, ask_for_passkey},
    standing::Standing,
};
use crate::{
    event::EventKind,
    foundation::{RequestContext, SessionId, TenantScope, Timestamp, TokenHash},
    mail::MailKind,
    one_time::OneTimePurpose,
    sign_in::{Proof, VerifiedPasskey},
    store::{StoreError, Unit},
};

/// Asks the browser for the passkey that a sign-in wants enrolled; the sign-in's handle stays good. Who has a
/// second factor never comes here: that one is asked for instead.
pub(crate) async fn begin_passkey_at_sign_in(
    env: &Environment,
    scope: &TenantScope,
    (flow, door): (&str, Door),
) -> Result<PasskeyCeremony, BeginPasskeyError> {
    if env.relying_party.is_none() {
        return Err(BeginPasskeyError::Unavailable);
    }
    let token = handle_hash(flow).map_err(BeginPasskeyError::SignIn)?;
    let found = Enrolling::find(env, scope, (token, door)).await;
    let user = found.map_err(BeginPasskeyError::SignIn)?.standing.user;
    let holder = NewHolder {
        handle: user_handle(env, scope, user.id).await?,
        login: &user.username,
        name: user.name.as_deref(),
    };
    let audience = Audience::Enrolment {
        user: user.id,
        sign_in: text_of_hash(&token),
    };
    let asked = (OneTimePurpose::passkey_enrolment(), audience);
    ask_for_passkey(env, scope, asked, &holder, &[])
        .await
        .map_err(|error| match error {
            AddPasskeyError::Internal(error) => BeginPasskeyError::Internal(error),
            _ => BeginPasskeyError::Unavailable,
        })
}

/// Takes the browser's answer, adds the passkey, and goes on with the sign-in, whose second factor it is too: whoever
/// gets here has proved the first one, and was verified by the authenticator while it made the key.
pub(crate) async fn finish_passkey_at_sign_in(
    env: &Environment,
    scope: &TenantScope,
    (flow, credential, door): (&str, &Value, Door),
    grant: &Grant,
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    let purpose = OneTimePurpose::passkey_enrolment();
    let made = NewCredential::read(env, scope, purpose, (flow, credential)).await?;
    let Audience::Enrolment { user, sign_in } = &made.audience else {
        return Err(SignInError::FlowUnknown);
    };
    let user = *user;
    let token = hash_of_text(sign_in).ok_or(SignInError::FlowUnknown)?;
    let Enrolling { proofs, standing } = Enrolling::find(env, scope, (token, door)).await?;
    let qualities = (true, made.is_device_bound());
    let proof = Proof::Passkey(VerifiedPasskey::new(user, env.now(), qualities));
    let new = made.of_user(env, user, &[]);
    let about = (&standing.user, None);
    let (kind, language) = (MailKind::PasskeyAdded, context.language);
    let data = json!({
        "passkey": new.passkey().id,
        "name": new.passkey().name.as_str(),
        "required": true,
    });
    let step = Arc::new(EnrolPasskey {
        token,
        new,
        change: FactorChange::prepare(env, scope, about, kind, language)?,
        ended: Mutex::default(),
    });
    let course = Course {
        proofs: proofs.with(proof).ok_or(SignInError::FlowUnknown)?,
        door,
        step: step.clone(),
        event: Some(EventKind::PasskeyAdded),
        data,
        waits_for: None,
    };
    let advanced = advance(env, scope, course, grant, context).await?;
    env.mail_wake.notify_one();
    for session in step.ended() {
        env.sessions.end(session, env.now());
    }
    match advanced {
        Advanced::To(next) => Ok(next),
        Advanced::StillWaits => Err(SignInError::FlowUnknown),
    }
}

impl From<AddPasskeyError> for SignInError {
    /// Within a sign-in: there is no session that could be stepped up, and no list of passkeys that could be full.
    fn from(error: AddPasskeyError) -> Self {
        match error {
            AddPasskeyError::FlowUnknown
            | AddPasskeyError::StepUpRequired
            | AddPasskeyError::TooMany => Self::FlowUnknown,
            AddPasskeyError::Malformed(what) => Self::Invalid(vec![FieldFault::new(
                "credential",
                "credential_malformed",
                what,
            )]),
            AddPasskeyError::Refused | AddPasskeyError::Taken | AddPasskeyError::Unavailable => {
                Self::PasskeyRefused
            }
            AddPasskeyError::Internal(error) => Self::Internal(error),
        }
    }
}

/// Uses the sign-in's handle and the ceremony up, and adds the passkey.
#[derive(Debug)]
struct EnrolPasskey {
    token: TokenHash,
    new: PasskeyToAdd,
    change: FactorChange,
    /// The sessions that the last run ended.
    ended: Mutex<Vec<SessionId>>,
}

impl EnrolPasskey {
    fn ended(&self) -> Vec<SessionId> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *ended)
    }
}

#[async_trait]
impl Step for EnrolPasskey {
    fn assume(&self, standing: &mut Standing, _: Timestamp) {
        standing.factors.passkeys += 1;
    }

    async fn take(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        let waits = (&self.token, self.new.passkey().user);
        if let Err(refusal) = use_enrolling_handle(unit, waits, now).await? {
            return Ok(Err(refusal));
        }
        if let Err(why) = self.new.use_ceremony(unit, now).await? {
            return Ok(Err(why.into()));
        }
        if let Err(why) = self.new.insert(unit).await? {
            return Ok(Err(why.into()));
        }
        let ended = self.change.write(unit, now).await?;
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = ended;
        Ok(Ok(()))
    }
}
