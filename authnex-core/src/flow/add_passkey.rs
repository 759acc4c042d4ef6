use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    CurrentUser, Environment, InternalError,
    error::from_internal,
    factor_change::FactorChange,
    passkey_ceremony::{Audience, PasskeyCeremony, user_handle},
    passkey_registration::{NewCredential, NewHolder, PasskeyToAdd, ask_for_passkey},
    step_up::is_recent,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SessionId, TenantScope},
    mail::MailKind,
    one_time::OneTimePurpose,
    passkey::{CeremonyError, Passkey},
    store::{StoreError, Unit, Verdict, Work},
    user::UserStatus,
};

/// Why there is no new passkey.
#[derive(Debug, thiserror::Error)]
pub enum AddPasskeyError {
    /// The ceremony was answered, has expired, or belongs to another session.
    #[error("this registration is over; begin again")]
    FlowUnknown,
    /// It is not the JSON form of a credential.
    #[error("the credential must be the JSON form of a PublicKeyCredential: {0}")]
    Malformed(String),
    /// The authenticator's answer was not verified.
    #[error("the passkey was not accepted; begin again")]
    Refused,
    /// It was too long ago that the user proved to be the user.
    #[error("show again who you are, by password or code")]
    StepUpRequired,
    /// The credential is registered already.
    #[error("this passkey is registered already")]
    Taken,
    /// The user has as many as one may have.
    #[error("an account has at most 20 passkeys; remove one first")]
    TooMany,
    /// There are none at this base URL, or in this build.
    #[error("passkeys are not available here")]
    Unavailable,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(AddPasskeyError);

impl From<CeremonyError> for AddPasskeyError {
    fn from(error: CeremonyError) -> Self {
        match error {
            CeremonyError::Malformed(what) => Self::Malformed(what),
            CeremonyError::CounterDidNotRise | CeremonyError::Refused(_) => Self::Refused,
        }
    }
}

/// Asks the user's browser for a passkey. Its answer may come for ten minutes, so that it is asked here whether the
/// user proved lately to be the user.
pub(crate) async fn begin_add_passkey(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
) -> Result<PasskeyCeremony, AddPasskeyError> {
    if env.relying_party.is_none() {
        return Err(AddPasskeyError::Unavailable);
    }
    if !is_recent(env, scope, who).await? {
        return Err(AddPasskeyError::StepUpRequired);
    }
    let user = who.user.id;
    let known = env.store.reader(scope).list_passkeys(user).await?;
    let holder = NewHolder {
        handle: user_handle(env, scope, user).await?,
        login: &who.user.username,
        name: who.user.name.as_deref(),
    };
    let asked = (
        OneTimePurpose::passkey_registration(),
        Audience::Session(user, who.session.id),
    );
    ask_for_passkey(env, scope, asked, &holder, &known).await
}

/// Takes the browser's answer, and adds the passkey.
pub(crate) async fn finish_add_passkey(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    answer: (&str, &Value),
    context: &RequestContext,
) -> Result<Passkey, AddPasskeyError> {
    let purpose = OneTimePurpose::passkey_registration();
    let credential = NewCredential::read(env, scope, purpose, answer).await?;
    if credential.audience != Audience::Session(who.user.id, who.session.id) {
        return Err(AddPasskeyError::FlowUnknown);
    }
    let known = env.store.reader(scope).list_passkeys(who.user.id).await?;
    let new = credential.of_user(env, who.user.id, &known);
    let passkey = new.passkey().clone();
    let context = context.as_actor(who.actor());
    let data = json!({"user": who.user.id, "passkey": passkey.id, "name": passkey.name.as_str()});
    let about = (&who.user, Some(who.session.id));
    let work = Add {
        new,
        session: who.session.id,
        change: FactorChange::prepare(env, scope, about, MailKind::PasskeyAdded, context.language)?,
        event: env.event(EventKind::PasskeyAdded, env.now(), &context, data),
    };
    let ended = env.write(scope, work).await??;
    env.mail_wake.notify_one();
    for session in ended {
        env.session_ended(scope, session, env.now());
    }
    Ok(passkey)
}

struct Add {
    new: PasskeyToAdd,
    session: SessionId,
    change: FactorChange,
    event: Event,
}

#[async_trait]
impl Work for Add {
    type Out = Result<Vec<SessionId>, AddPasskeyError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        let over = |why| Ok(Verdict::Rollback(Err(why)));
        if let Err(why) = self.new.use_ceremony(unit, now).await? {
            return over(why);
        }
        let holder = unit.find_user(self.new.passkey().user).await?;
        let active = holder.is_some_and(|user| user.status == UserStatus::Active);
        let live = unit.find_session_by_id(self.session, now).await?;
        if !active || live.is_none() {
            return over(AddPasskeyError::FlowUnknown);
        }
        if let Err(why) = self.new.insert(unit).await? {
            return over(why);
        }
        let ended = self.change.write(unit, now).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(ended)))
    }
}
