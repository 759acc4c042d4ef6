use async_trait::async_trait;
use serde_json::json;

use super::{
    CurrentUser, Environment, FactorError, RecoveryCodes,
    enrol_totp::fresh_codes,
    factor_change::FactorChange,
    standing::{Standing, factors_of},
    step_up::OwnCode,
};
use crate::{
    event::{Event, EventKind},
    foundation::{CodeHash, EventId, RequestContext, Secret, SessionId, TenantScope, UserId},
    mail::MailKind,
    store::{StoreError, Unit, Verdict, Work},
};

/// What is done to the own factors on a fresh second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    RemoveTotp,
    ReplaceCodes,
}

/// Takes the authenticator app of whoever is signed in away, and the recovery codes if no other factor is left. It
/// wants a code of the app, or a recovery code.
pub(crate) async fn remove_totp(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    code: &Secret,
    context: &RequestContext,
) -> Result<(), FactorError> {
    let standing = Standing::read(&*env.store.reader(scope), scope, who.user.id).await?;
    let standing = standing.ok_or(FactorError::SessionEnded)?;
    if !standing.factors.totp {
        return Err(FactorError::NotEnrolled);
    }
    if standing.mfa_required_since.is_some() && standing.factors.passkeys == 0 {
        return Err(FactorError::Required);
    }
    change(
        env,
        scope,
        (who, code),
        (Deed::RemoveTotp, Vec::new()),
        context,
    )
    .await
}

/// Puts fresh recovery codes in the place of the user's. It wants a code of the app, or a recovery code.
pub(crate) async fn replace_recovery_codes(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    code: &Secret,
    context: &RequestContext,
) -> Result<RecoveryCodes, FactorError> {
    let factors = factors_of(&*env.store.reader(scope), who.user.id).await?;
    if !factors.any() {
        return Err(FactorError::NotEnrolled);
    }
    let (codes, hashes) = fresh_codes(env, scope, who.user.id);
    let deed = (Deed::ReplaceCodes, hashes);
    change(env, scope, (who, code), deed, context).await?;
    Ok(codes)
}

async fn change(
    env: &Environment,
    scope: &TenantScope,
    (who, code): (&CurrentUser, &Secret),
    (deed, hashes): (Deed, Vec<CodeHash>),
    context: &RequestContext,
) -> Result<(), FactorError> {
    let context = &context.as_actor(who.actor());
    let own = OwnCode::check(env, scope, who, code, context).await?;
    let (kind, mail) = match deed {
        Deed::RemoveTotp => (EventKind::TotpRemoved, MailKind::TotpRemoved),
        Deed::ReplaceCodes => (
            EventKind::RecoveryCodesReplaced,
            MailKind::RecoveryCodesReplaced,
        ),
    };
    let now = env.now();
    let about = (&who.user, Some(who.session.id));
    let data = json!({"user": who.user.id, "session": who.session.id});
    let work = Change {
        user: who.user.id,
        own,
        deed,
        hashes,
        factor: FactorChange::prepare(env, scope, about, mail, context.language)?,
        event: env.event(kind, now, context, data),
    };
    for session in env.write(scope, work).await?? {
        env.session_ended(scope, session, now);
    }
    env.mail_wake.notify_one();
    Ok(())
}

struct Change {
    user: UserId,
    own: OwnCode,
    deed: Deed,
    hashes: Vec<CodeHash>,
    factor: FactorChange,
    event: Event,
}

#[async_trait]
impl Work for Change {
    type Out = Result<Vec<SessionId>, FactorError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        if let Err(refusal) = self.own.use_up(unit, now).await? {
            return Ok(Verdict::Rollback(Err(refusal)));
        }
        if self.deed == Deed::RemoveTotp && !unit.delete_totp(self.user).await? {
            return Ok(Verdict::Rollback(Err(FactorError::NotEnrolled)));
        }
        // Recovery codes stand in for a factor: without one they are good for nothing.
        let none_left = !factors_of(unit, self.user).await?.any();
        if self.deed == Deed::ReplaceCodes || none_left {
            unit.replace_recovery_codes(self.user, &self.hashes, now)
                .await?;
        }
        let ended = self.factor.write(unit, now).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(ended)))
    }
}
