use async_trait::async_trait;
use serde_json::json;

use super::{
    CurrentUser, Environment, FactorError, InternalError, RecoveryCodes, TotpSetup,
    factor_change::FactorChange,
    factor_code::digits_of,
    refusal::count_refusal,
    step_up::{OwnCode, is_recent},
    throttling::{SignInCounters, locked_for},
};
use crate::{
    event::{Event, EventKind},
    foundation::{
        CodeHash, EventId, RequestContext, Secret, SessionId, TenantScope, Timestamp, UserId,
    },
    keyring::Sealed,
    mail::MailKind,
    policy::Mfa,
    recovery_code::{new_codes, recovery_hash},
    sign_in::SecondFactorMethod,
    store::{Reader, StoreError, Unit, Verdict, Work},
    totp::{PendingTotp, TotpSecret},
    user::User,
};

/// For how long a secret waits for its first code, in seconds.
const PENDING_SECONDS: u32 = 1_800;

/// Makes a secret for an authenticator app of whoever is signed in. It is of no use before a code confirms it. Who
/// has an app gives a code of it: the new one is to take its place.
pub(crate) async fn start_totp(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    code: Option<&Secret>,
    context: &RequestContext,
) -> Result<TotpSetup, FactorError> {
    if scope.snapshot().policy.mfa == Mfa::Off {
        return Err(FactorError::MfaOff);
    }
    if !is_recent(env, scope, who).await? {
        return Err(FactorError::StepUpRequired);
    }
    let context = &context.as_actor(who.actor());
    let enrolled = env.store.reader(scope).find_totp(who.user.id).await?.active;
    let own = match (enrolled, code) {
        (None, _) => None,
        (Some(_), None) => return Err(FactorError::CodeRequired),
        (Some(_), Some(code)) => Some(OwnCode::check(env, scope, who, code, context).await?),
    };
    let (setup, work) = prepare_start(env, scope, &who.user, own, context)?;
    env.write(scope, work).await??;
    Ok(setup)
}

/// Makes the secret and the unit that keeps it.
pub(crate) fn prepare_start(
    env: &Environment,
    scope: &TenantScope,
    user: &User,
    own: Option<OwnCode>,
    context: &RequestContext,
) -> Result<(TotpSetup, Start), InternalError> {
    let secret = TotpSecret::generate(&*env.entropy);
    let uri = secret
        .uri(&scope.snapshot().tenant.name, &user.username)
        .ok_or_else(|| InternalError::Keys("no otpauth URI".to_owned()))?;
    let setup = TotpSetup {
        secret: secret.text().into(),
        uri: uri.into(),
    };
    let now = env.now();
    let data = json!({"user": user.id});
    let work = Start {
        user: user.id,
        replaces: own,
        pending: PendingTotp {
            secret: secret.seal(scope, user.id, &*env.entropy),
            started_at: now,
        },
        event: env.event(EventKind::TotpStarted, now, context, data),
    };
    Ok((setup, work))
}

/// Keeps a secret that waits for its first code.
pub(crate) struct Start {
    user: UserId,
    /// A code of the app that is in use, if there is one.
    replaces: Option<OwnCode>,
    pending: PendingTotp,
    event: Event,
}

#[async_trait]
impl Work for Start {
    type Out = Result<(), FactorError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        if let Some(own) = &self.replaces
            && let Err(refusal) = own.use_up(unit, self.event.at).await?
        {
            return Ok(Verdict::Rollback(Err(refusal)));
        }
        // An app that was enrolled meanwhile is not replaced without a code of it.
        if self.replaces.is_none() && unit.find_totp(self.user).await?.active.is_some() {
            return Ok(Verdict::Rollback(Err(FactorError::CodeRequired)));
        }
        unit.put_pending_totp(self.user, &self.pending).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}

/// A first code that was right, and the recovery codes that come with the app.
#[derive(Debug)]
pub(crate) struct FirstCode {
    user: UserId,
    secret: Sealed,
    step: i64,
    hashes: Vec<CodeHash>,
}

impl FirstCode {
    /// Checks the code that is to confirm the pending secret; `None` if it does not, or nothing is pending.
    pub(crate) async fn check(
        env: &Environment,
        scope: &TenantScope,
        (reader, user): (&dyn Reader, UserId),
        typed: &Secret,
    ) -> Result<Option<(Self, RecoveryCodes)>, InternalError> {
        let pending = reader.find_totp(user).await?.pending;
        let now = env.now();
        let fresh = pending.filter(|it| it.started_at.plus_seconds(PENDING_SECONDS) > now);
        let (Some(pending), Some(code)) = (fresh, digits_of(typed.expose())) else {
            return Ok(None);
        };
        let secret = TotpSecret::open(scope, user, &pending.secret)
            .map_err(|error| InternalError::Keys(error.to_string()))?;
        let skew = scope.snapshot().policy.totp_skew_steps;
        let Some(step) = secret.step_of(&code, now, skew) else {
            return Ok(None);
        };
        let (codes, hashes) = fresh_codes(env, scope, user);
        let first = Self {
            user,
            secret: pending.secret,
            step,
            hashes,
        };
        Ok(Some((first, codes)))
    }

    /// Takes the secret into use, and puts the recovery codes in the place of any others; `false` if it is the
    /// pending one no longer.
    pub(crate) async fn write(&self, unit: &dyn Unit, now: Timestamp) -> Result<bool, StoreError> {
        let confirmed = unit
            .confirm_totp(self.user, &self.secret, self.step, now)
            .await?;
        if confirmed {
            unit.replace_recovery_codes(self.user, &self.hashes, now)
                .await?;
        }
        Ok(confirmed)
    }
}

/// Ten codes, and what is stored of them.
pub(crate) fn fresh_codes(
    env: &Environment,
    scope: &TenantScope,
    user: UserId,
) -> (RecoveryCodes, Vec<CodeHash>) {
    let codes = new_codes(&*env.entropy);
    let hashes = codes
        .iter()
        .filter_map(|code| recovery_hash(scope, user, code.expose()))
        .collect();
    (codes, hashes)
}

/// Takes the pending secret of whoever is signed in into use; says the recovery codes that come with it.
pub(crate) async fn confirm_totp(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    code: &Secret,
    context: &RequestContext,
) -> Result<RecoveryCodes, FactorError> {
    let context = &context.as_actor(who.actor());
    let counters = SignInCounters::of_signed_in(scope, &who.user, context);
    if let Some(retry_after_seconds) = locked_for(env, scope, &counters, env.now()).await? {
        return Err(FactorError::Locked {
            retry_after_seconds,
        });
    }
    let reader = env.store.reader(scope);
    let whose = (&*reader, who.user.id);
    let Some((first, codes)) = FirstCode::check(env, scope, whose, code).await? else {
        let method = SecondFactorMethod::Totp.as_str();
        let wrong = (counters, method, FactorError::WrongCode);
        return Err(count_refusal(env, scope, wrong, context).await?);
    };
    drop(reader);
    let now = env.now();
    let about = (&who.user, Some(who.session.id));
    let (kind, language) = (MailKind::TotpEnrolled, context.language);
    let data = json!({"user": who.user.id, "session": who.session.id});
    let work = Confirm {
        first,
        change: FactorChange::prepare(env, scope, about, kind, language)?,
        event: env.event(EventKind::TotpEnrolled, now, context, data),
    };
    for session in env.write(scope, work).await?? {
        env.session_ended(scope, session, now);
    }
    env.mail_wake.notify_one();
    Ok(codes)
}

struct Confirm {
    first: FirstCode,
    change: FactorChange,
    event: Event,
}

#[async_trait]
impl Work for Confirm {
    type Out = Result<Vec<SessionId>, FactorError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        if !self.first.write(unit, now).await? {
            return Ok(Verdict::Rollback(Err(FactorError::WrongCode)));
        }
        let ended = self.change.write(unit, now).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(ended)))
    }
}
