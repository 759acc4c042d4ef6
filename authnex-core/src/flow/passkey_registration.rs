//! What every way to a new passkey has in common: what the browser is asked, and the row that comes of its answer.

use serde_json::Value;

use super::{
    AddPasskeyError, Environment,
    environment::new_id,
    passkey_ceremony::{Audience, CeremonyState, PasskeyCeremony, keep_ceremony, waiting_ceremony},
};
use crate::{
    foundation::{PasskeyId, TenantScope, Timestamp, TokenHash, UserId},
    one_time::OneTimePurpose,
    passkey::{
        NewPasskey, Passkey, PasskeyName, Registered, Registrant, RelyingParty, UserHandle,
        authenticator_name,
    },
    store::{Consumed, StoreError, Unit},
};

/// Passkeys that one user may have: more than one person's devices and managers, few enough to list.
pub(super) const MAX_PASSKEYS: usize = 20;

/// For whom a passkey is made.
pub(super) struct NewHolder<'a> {
    pub(super) handle: UserHandle,
    /// The sign-in name.
    pub(super) login: &'a str,
    /// The shown name.
    pub(super) name: Option<&'a str>,
}

/// Asks a browser for a passkey beside those that are `known`.
pub(super) async fn ask_for_passkey(
    env: &Environment,
    scope: &TenantScope,
    (purpose, audience): (OneTimePurpose, Audience),
    holder: &NewHolder<'_>,
    known: &[Passkey],
) -> Result<PasskeyCeremony, AddPasskeyError> {
    if known.len() >= MAX_PASSKEYS {
        return Err(AddPasskeyError::TooMany);
    }
    let organization = &scope.snapshot().tenant.name;
    let account = format!("{} ({organization})", holder.login);
    let registrant = Registrant {
        handle: holder.handle,
        display_name: holder.name.unwrap_or(&account),
        account: &account,
        organization,
    };
    let exclude: Vec<Vec<u8>> = known.iter().map(|one| one.credential_id.clone()).collect();
    let (options, state) = party(env)?.begin_registration(&registrant, &exclude)?;
    let kept = CeremonyState { audience, state };
    Ok(keep_ceremony(env, scope, (purpose, kept), options).await?)
}

fn party(env: &Environment) -> Result<&RelyingParty, AddPasskeyError> {
    let party = env.relying_party.as_ref();
    party.ok_or(AddPasskeyError::Unavailable)
}

/// A browser's answer that was verified, with the ceremony that it answers; neither is used up.
#[derive(Clone, Debug)]
pub(super) struct NewCredential {
    purpose: OneTimePurpose,
    token: TokenHash,
    pub(super) audience: Audience,
    registered: Registered,
    rp_id: String,
}

impl NewCredential {
    /// Finds the ceremony and verifies the answer, outside of any unit.
    pub(super) async fn read(
        env: &Environment,
        scope: &TenantScope,
        purpose: OneTimePurpose,
        (flow, credential): (&str, &Value),
    ) -> Result<Self, AddPasskeyError> {
        let party = party(env)?;
        let (token, kept) = waiting_ceremony(env, scope, (&purpose, flow))
            .await?
            .ok_or(AddPasskeyError::FlowUnknown)?;
        Ok(Self {
            registered: party.finish_registration(credential, &kept.state)?,
            purpose,
            token,
            audience: kept.audience,
            rp_id: party.id().to_owned(),
        })
    }

    /// Whether the key cannot leave its device, as far as its authenticator says.
    pub(super) const fn is_device_bound(&self) -> bool {
        !self.registered.backup_eligible
    }

    /// The passkey of this user that comes of it, named apart from those that are known.
    pub(super) fn of_user(
        self,
        env: &Environment,
        user: UserId,
        known: &[Passkey],
    ) -> PasskeyToAdd {
        let registered = self.registered;
        let authenticator = registered.aaguid.and_then(authenticator_name);
        PasskeyToAdd {
            purpose: self.purpose,
            token: self.token,
            new: NewPasskey {
                passkey: Passkey {
                    id: new_id!(env, PasskeyId),
                    user,
                    credential_id: registered.credential_id,
                    credential: registered.credential,
                    name: PasskeyName::fresh(authenticator, known),
                    aaguid: registered.aaguid,
                    counter: registered.counter,
                    backed_up: registered.backed_up,
                    rp_id: self.rp_id,
                    created_at: env.now(),
                    last_used_at: None,
                },
            },
        }
    }
}

/// A passkey that is still to be added, and the ceremony that it uses up.
#[derive(Debug)]
pub(super) struct PasskeyToAdd {
    purpose: OneTimePurpose,
    token: TokenHash,
    new: NewPasskey,
}

impl PasskeyToAdd {
    pub(super) const fn passkey(&self) -> &Passkey {
        &self.new.passkey
    }

    /// Uses the ceremony up: first in its unit.
    pub(super) async fn use_ceremony(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), AddPasskeyError>, StoreError> {
        let consumed = unit.consume_one_time(&self.purpose, &self.token, now);
        Ok(match consumed.await? {
            Consumed::Won(_) => Ok(()),
            Consumed::Spent(_) | Consumed::Absent => Err(AddPasskeyError::FlowUnknown),
        })
    }

    /// Adds the passkey, of a user who has a handle.
    pub(super) async fn insert(
        &self,
        unit: &dyn Unit,
    ) -> Result<Result<(), AddPasskeyError>, StoreError> {
        let user = self.new.passkey.user;
        unit.hold_passkeys(user).await?;
        if unit.list_passkeys(user).await?.len() >= MAX_PASSKEYS {
            return Ok(Err(AddPasskeyError::TooMany));
        }
        let added = unit.insert_passkey(&self.new).await?;
        Ok(added.then_some(()).ok_or(AddPasskeyError::Taken))
    }
}
