use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    CurrentUser, Environment, InternalError,
    environment::new_id,
    error::from_internal,
    factor_change::FactorChange,
    passkey_ceremony::{
        Audience, CeremonyState, PasskeyCeremony, keep_ceremony, user_handle, waiting_ceremony,
    },
    step_up::is_recent,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, PasskeyId, RequestContext, SessionId, TenantScope, TokenHash},
    mail::MailKind,
    one_time::OneTimePurpose,
    passkey::{
        CeremonyError, NewPasskey, Passkey, PasskeyName, Registered, Registrant, authenticator_name,
    },
    store::{Consumed, StoreError, Unit, Verdict, Work},
    user::UserStatus,
};

/// Passkeys that one user may have: more than one person's devices and managers, few enough to list.
const MAX_PASSKEYS: usize = 20;

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
    let party = env.relying_party.as_ref();
    let party = party.ok_or(AddPasskeyError::Unavailable)?;
    if !is_recent(env, scope, who).await? {
        return Err(AddPasskeyError::StepUpRequired);
    }
    let known = env.store.reader(scope).list_passkeys(who.user.id).await?;
    if known.len() >= MAX_PASSKEYS {
        return Err(AddPasskeyError::TooMany);
    }
    let organization = &scope.snapshot().tenant.name;
    let account = format!("{} ({organization})", who.user.username);
    let registrant = Registrant {
        handle: user_handle(env, scope, who.user.id).await?,
        display_name: who.user.name.as_deref().unwrap_or(&account),
        account: &account,
        organization,
    };
    let exclude: Vec<Vec<u8>> = known.into_iter().map(|one| one.credential_id).collect();
    let (options, state) = party.begin_registration(&registrant, &exclude)?;
    let kept = CeremonyState {
        audience: Audience::Session(who.user.id, who.session.id),
        state,
    };
    let purpose = OneTimePurpose::passkey_registration();
    Ok(keep_ceremony(env, scope, (purpose, kept), options).await?)
}

/// Takes the browser's answer, and adds the passkey.
pub(crate) async fn finish_add_passkey(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    (flow, credential): (&str, &Value),
    context: &RequestContext,
) -> Result<Passkey, AddPasskeyError> {
    let party = env.relying_party.as_ref();
    let party = party.ok_or(AddPasskeyError::Unavailable)?;
    let purpose = OneTimePurpose::passkey_registration();
    let (token, kept) = waiting_ceremony(env, scope, (&purpose, flow))
        .await?
        .filter(|(_, kept)| kept.audience == Audience::Session(who.user.id, who.session.id))
        .ok_or(AddPasskeyError::FlowUnknown)?;
    let registered = party.finish_registration(credential, &kept.state)?;
    let known = env.store.reader(scope).list_passkeys(who.user.id).await?;
    let passkey = passkey_of(env, who, (registered, party.id()), &known);
    let context = context.as_actor(who.actor());
    let data = json!({"user": who.user.id, "passkey": passkey.id, "name": passkey.name.as_str()});
    let about = (&who.user, Some(who.session.id));
    let work = Add {
        purpose,
        token,
        keep: who.session.id,
        change: FactorChange::prepare(env, scope, about, MailKind::PasskeyAdded, context.language)?,
        event: env.event(EventKind::PasskeyAdded, env.now(), &context, data),
        new: NewPasskey { passkey },
    };
    let passkey = work.new.passkey.clone();
    let ended = env.write(scope, work).await??;
    env.mail_wake.notify_one();
    for session in ended {
        env.sessions.end(session, env.now());
    }
    Ok(passkey)
}

fn passkey_of(
    env: &Environment,
    who: &CurrentUser,
    (registered, rp_id): (Registered, &str),
    known: &[Passkey],
) -> Passkey {
    let authenticator = registered.aaguid.and_then(authenticator_name);
    Passkey {
        id: new_id!(env, PasskeyId),
        user: who.user.id,
        credential_id: registered.credential_id,
        credential: registered.credential,
        name: PasskeyName::fresh(authenticator, known),
        aaguid: registered.aaguid,
        counter: registered.counter,
        backed_up: registered.backed_up,
        rp_id: rp_id.to_owned(),
        created_at: env.now(),
        last_used_at: None,
    }
}

struct Add {
    purpose: OneTimePurpose,
    token: TokenHash,
    keep: SessionId,
    change: FactorChange,
    new: NewPasskey,
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
        let user = self.new.passkey.user;
        let over = |why| Ok(Verdict::Rollback(Err(why)));
        match unit
            .consume_one_time(&self.purpose, &self.token, now)
            .await?
        {
            Consumed::Won(_) => {}
            Consumed::Spent(_) | Consumed::Absent => return over(AddPasskeyError::FlowUnknown),
        }
        let holder = unit.find_user(user).await?;
        let active = holder.is_some_and(|user| user.status == UserStatus::Active);
        let live = unit.find_session_by_id(self.keep, now).await?;
        if !active || live.is_none() {
            return over(AddPasskeyError::FlowUnknown);
        }
        unit.hold_passkeys(user).await?;
        if unit.list_passkeys(user).await?.len() >= MAX_PASSKEYS {
            return over(AddPasskeyError::TooMany);
        }
        if !unit.insert_passkey(&self.new).await? {
            return over(AddPasskeyError::Taken);
        }
        let ended = self.change.write(unit, now).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(ended)))
    }
}
