use ring::digest::{SHA256, digest};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        Credential, DiscoverableAuthentication, DiscoverableKey, Passkey as Key,
        PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, WebauthnError,
    },
};
use webauthn_rs_proto::{AllowCredentials, ResidentKeyRequirement};

use super::{
    Assertion, CeremonyError, MAX_CREDENTIAL_ID, Passkey, Presented, Registered, Registrant,
    UserHandle,
};

/// The relying party of all tenants: the host of the base URL.
///
/// The challenges are webauthn-rs's own, from the operating system's chance: nothing that is stored or compared
/// later hangs on them but the ceremony that they belong to.
#[derive(Clone, Debug)]
pub(crate) struct RelyingParty {
    id: String,
    webauthn: Webauthn,
}

impl RelyingParty {
    /// `None` if the base URL's host is an address: there are no passkeys for one (WebAuthn 5.1.2).
    pub(crate) fn new(base: &Url) -> Option<Self> {
        let id = base.domain()?.to_owned();
        let webauthn = WebauthnBuilder::new(&id, base).ok()?.build().ok()?;
        Some(Self { id, webauthn })
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The options for the browser, and the state that waits for its answer.
    pub(crate) fn begin_registration(
        &self,
        who: &Registrant<'_>,
        exclude: &[Vec<u8>],
    ) -> Result<(Value, String), CeremonyError> {
        let (mut options, state) = self
            .webauthn
            .start_passkey_registration(
                who.handle.as_uuid(),
                who.account,
                who.display_name,
                Some(exclude.to_vec()),
            )
            .map_err(refused)?;
        who.organization.clone_into(&mut options.public_key.rp.name);
        // The crate asks for none that can be found without a name, and the button needs one.
        if let Some(wanted) = &mut options.public_key.authenticator_selection {
            wanted.resident_key = Some(ResidentKeyRequirement::Required);
            wanted.require_resident_key = true;
        }
        Ok((json!(options.public_key), json!(state).to_string()))
    }

    pub(crate) fn finish_registration(
        &self,
        answer: &Value,
        state: &str,
    ) -> Result<Registered, CeremonyError> {
        let given: RegisterPublicKeyCredential = parse(answer)?;
        check_form((&given.id, &given.raw_id, &given.type_))?;
        check_frame(&given.response.client_data_json)?;
        let state: PasskeyRegistration = stored(state)?;
        let credential: Credential = self
            .webauthn
            .finish_passkey_registration(&given, &state)
            .map_err(refused)?
            .into();
        if credential.cred_id != given.raw_id {
            return Err(CeremonyError::Refused("it has another id".to_owned()));
        }
        // Claimed by the browser, unsigned: a passkey that says it cannot be found would help nobody.
        if answer.pointer("/clientExtensionResults/credProps/rk") == Some(&Value::Bool(false)) {
            return Err(CeremonyError::Refused("it is not discoverable".to_owned()));
        }
        let aaguid = self.aaguid(&given.response.attestation_object);
        Ok(Registered {
            credential: json!(credential).to_string(),
            aaguid,
            counter: credential.counter,
            backup_eligible: credential.backup_eligible,
            backed_up: credential.backup_state,
            credential_id: given.raw_id,
        })
    }

    /// The options for the browser, and the state that waits for its answer. With `allow`, only these are asked.
    pub(crate) fn begin_sign_in(
        &self,
        allow: &[Vec<u8>],
    ) -> Result<(Value, String), CeremonyError> {
        let (mut options, state) = self
            .webauthn
            .start_discoverable_authentication()
            .map_err(refused)?;
        let descriptor = |id: &Vec<u8>| AllowCredentials {
            type_: "public-key".to_owned(),
            id: id.clone(),
            transports: None,
        };
        options.public_key.allow_credentials = allow.iter().map(descriptor).collect();
        Ok((json!(options.public_key), json!(state).to_string()))
    }

    /// What an answer claims.
    #[expect(
        clippy::unused_self,
        reason = "a build without passkeys has no relying party"
    )]
    pub(crate) fn identify(&self, answer: &Value) -> Result<Presented, CeremonyError> {
        let given: PublicKeyCredential = parse(answer)?;
        check_form((&given.id, &given.raw_id, &given.type_))?;
        let handle = given.get_user_unique_id().map(Uuid::from_slice);
        let handle = handle
            .transpose()
            .map_err(|_| CeremonyError::Malformed("the user handle is not ours".to_owned()))?;
        Ok(Presented {
            credential_id: given.raw_id,
            user_handle: handle.map(UserHandle::from_uuid),
        })
    }

    pub(crate) fn finish_sign_in(
        &self,
        answer: &Value,
        state: &str,
        passkey: &Passkey,
    ) -> Result<Assertion, CeremonyError> {
        let given: PublicKeyCredential = parse(answer)?;
        check_frame(&given.response.client_data_json)?;
        let state: DiscoverableAuthentication = stored(state)?;
        let mut credential: Credential = stored(&passkey.credential)?;
        // Columns hold what changes; the JSON holds what was true at registration.
        credential.counter = passkey.counter;
        credential.backup_state = passkey.backed_up;
        let key = DiscoverableKey::from(Key::from(credential));
        let result = self
            .webauthn
            .finish_discoverable_authentication_v2(&given, state, &key)
            .map_err(refused)?;
        Ok(Assertion {
            counter: result.counter(),
            backup_eligible: result.backup_eligible(),
            backed_up: result.backup_state(),
        })
    }

    /// The authenticator's model, out of the authenticator data: it follows the relying party's hash, a byte of
    /// flags and four of the counter (WebAuthn 6.1). It is signed by nobody, and only names the passkey.
    fn aaguid(&self, attestation: &[u8]) -> Option<Uuid> {
        let hash = digest(&SHA256, self.id.as_bytes());
        let at = attestation
            .windows(hash.as_ref().len())
            .position(|window| window == hash.as_ref())?;
        let from = at + hash.as_ref().len() + 5;
        let bytes = attestation.get(from..from + 16)?;
        Uuid::from_slice(bytes).ok().filter(|id| !id.is_nil())
    }
}

fn parse<T: DeserializeOwned>(answer: &Value) -> Result<T, CeremonyError> {
    T::deserialize(answer).map_err(|error| CeremonyError::Malformed(error.to_string()))
}

fn stored<T: DeserializeOwned>(text: &str) -> Result<T, CeremonyError> {
    serde_json::from_str(text)
        .map_err(|_| CeremonyError::Refused("it was begun by another version".to_owned()))
}

/// The form that JSON cannot say: one id in two members, not too long, of the one type there is.
fn check_form((id, raw_id, kind): (&str, &[u8], &str)) -> Result<(), CeremonyError> {
    let wrong = |what: &str| Err(CeremonyError::Malformed(what.to_owned()));
    if kind != "public-key" {
        return wrong("the type is not public-key");
    }
    if raw_id.is_empty() || raw_id.len() > MAX_CREDENTIAL_ID {
        return wrong("the id has 1 to 1023 bytes");
    }
    if crate::jose::base64url::encode(raw_id) != id {
        return wrong("id and rawId differ");
    }
    Ok(())
}

/// No other site's frame may ask (WebAuthn 7.1 steps 10 and 11, 7.2 steps 14 and 15).
fn check_frame(client_data: &[u8]) -> Result<(), CeremonyError> {
    let data: Value = serde_json::from_slice(client_data)
        .map_err(|_| CeremonyError::Malformed("clientDataJSON is not JSON".to_owned()))?;
    let cross = data
        .get("crossOrigin")
        .is_some_and(|is| *is != Value::Bool(false));
    if cross || data.get("topOrigin").is_some() {
        return Err(CeremonyError::Refused(
            "it comes from a frame of another site".to_owned(),
        ));
    }
    Ok(())
}

fn refused(error: WebauthnError) -> CeremonyError {
    match error {
        WebauthnError::CredentialPossibleCompromise => CeremonyError::CounterDidNotRise,
        other => CeremonyError::Refused(other.to_string()),
    }
}
