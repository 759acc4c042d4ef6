use super::facts::{Base64, PasskeyFacts, PasskeysFacts};
use crate::{
    foundation::UserId,
    passkey::{MAX_CREDENTIAL_ID, NewPasskey, Passkey, PasskeyName, UserHandle},
    store::{Reader, StoreError, Unit},
};

/// A user's passkeys for a document; `None` if there are none.
pub(super) async fn export(
    reader: &dyn Reader,
    user: UserId,
) -> Result<Option<PasskeysFacts>, StoreError> {
    let all = reader.list_passkeys(user).await?;
    let handle = reader.find_user_handle(user).await?;
    let facts = handle.filter(|_| !all.is_empty());
    Ok(facts.map(|handle| PasskeysFacts {
        user_handle: handle.as_uuid(),
        all: all.into_iter().map(facts_of).collect(),
    }))
}

fn facts_of(passkey: Passkey) -> PasskeyFacts {
    PasskeyFacts {
        id: passkey.id,
        credential_id: Base64(passkey.credential_id),
        credential: serde_json::from_str(&passkey.credential).unwrap_or_default(),
        name: passkey.name.as_str().to_owned(),
        aaguid: passkey.aaguid,
        counter: passkey.counter,
        backed_up: passkey.backed_up,
        relying_party: passkey.rp_id,
        created_at: passkey.created_at,
        last_used_at: passkey.last_used_at,
    }
}

/// A user's passkeys on their way in.
pub(super) struct Passkeys {
    handle: UserHandle,
    all: Vec<NewPasskey>,
}

impl Passkeys {
    /// Those that can answer here: a passkey of another relying party never would, and would yet be asked for as a
    /// second factor. Its user adds one anew. `Err` names the field that does not do.
    pub(super) fn of(
        facts: &PasskeysFacts,
        user: UserId,
        relying_party: Option<&str>,
    ) -> Result<Self, &'static str> {
        let of_here = facts
            .all
            .iter()
            .filter(|one| Some(one.relying_party.as_str()) == relying_party);
        Ok(Self {
            handle: UserHandle::from_uuid(facts.user_handle),
            all: of_here
                .map(|one| passkey_of(one, user))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Adds them to a user who has just been made.
    pub(super) async fn put(&self, unit: &dyn Unit, user: UserId) -> Result<(), StoreError> {
        if self.all.is_empty() {
            return Ok(());
        }
        unit.keep_user_handle(user, self.handle).await?;
        for new in &self.all {
            unit.insert_passkey(new).await?;
        }
        Ok(())
    }
}

fn passkey_of(facts: &PasskeyFacts, user: UserId) -> Result<NewPasskey, &'static str> {
    let credential_id = facts.credential_id.0.clone();
    if credential_id.is_empty() || credential_id.len() > MAX_CREDENTIAL_ID {
        return Err("credential_id");
    }
    Ok(NewPasskey {
        passkey: Passkey {
            id: facts.id,
            user,
            credential_id,
            credential: facts.credential.to_string(),
            name: PasskeyName::parse(&facts.name).map_err(|_| "name")?,
            aaguid: facts.aaguid,
            counter: facts.counter,
            backed_up: facts.backed_up,
            rp_id: facts.relying_party.clone(),
            created_at: facts.created_at,
            last_used_at: facts.last_used_at,
        },
    })
}
