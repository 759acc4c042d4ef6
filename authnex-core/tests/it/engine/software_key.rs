//! An authenticator in software, and the browser around it, for ceremonies as pages go through them.

use passkey::{
    authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod},
    client::{Client, DefaultClientData, DefaultClientDataWithExtra, WebauthnError},
    crypto::rust_crypto::RustCryptoBackend,
    types::{Passkey, ctap2::Aaguid, ctap2::Ctap2Error},
};
use serde_json::{Value, json};
use url::Url;

/// A person at the authenticator, who does what is asked for.
pub(crate) struct Person;

#[async_trait::async_trait]
impl UserValidationMethod for Person {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        hint: UiHint<'a, Self::PasskeyItem>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        if matches!(hint, UiHint::InformExcludedCredentialFound(_)) {
            return Err(Ctap2Error::CredentialExcluded);
        }
        Ok(UserCheck {
            presence,
            verification,
        })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

/// The browser around an authenticator; its type cannot be named.
macro_rules! client {
    ($key:expr) => {{
        let model = Aaguid($key.aaguid);
        let mut authenticator =
            Authenticator::new(model, $key.held.clone(), Person, RustCryptoBackend);
        authenticator.set_make_credentials_with_signature_counter($key.counts);
        Client::new(authenticator).allows_insecure_localhost(true)
    }};
}

/// An authenticator that holds one passkey.
#[derive(Clone)]
pub(crate) struct SoftwareKey {
    aaguid: [u8; 16],
    counts: bool,
    held: Option<Passkey>,
    origin: Url,
}

impl SoftwareKey {
    /// One whose model is not known, at the pages of the tests' base URL.
    pub(crate) fn new() -> Self {
        Self {
            aaguid: [0; 16],
            counts: true,
            held: None,
            origin: Url::parse("http://localhost:8080").unwrap(),
        }
    }

    /// One of this model.
    pub(crate) fn of_model(aaguid: [u8; 16]) -> Self {
        Self {
            aaguid,
            ..Self::new()
        }
    }

    /// One that does not count, as those do not that are kept in several places.
    pub(crate) fn uncounted() -> Self {
        Self {
            counts: false,
            ..Self::new()
        }
    }

    /// The same at another site's pages.
    pub(crate) fn at(&self, origin: &str) -> Self {
        Self {
            origin: Url::parse(origin).unwrap(),
            ..self.clone()
        }
    }

    /// Sets the counter of the passkey that it holds.
    pub(crate) fn count_from(&mut self, counter: u32) {
        self.held.as_mut().unwrap().counter = Some(counter);
    }

    /// Gives the user who is named to the site another handle.
    pub(crate) fn claim_handle(&mut self, handle: [u8; 16]) {
        self.held.as_mut().unwrap().user_handle = Some(handle.to_vec().into());
    }

    /// Makes a passkey as the options want it; the answer as JSON.
    pub(crate) async fn try_register(&mut self, options: &Value) -> Result<Value, WebauthnError> {
        let request = json!({"publicKey": options});
        let request = serde_json::from_value(request).unwrap();
        let mut client = client!(self);
        let made = client
            .register(&self.origin, request, DefaultClientData)
            .await?;
        self.held = client.authenticator().store().clone();
        Ok(serde_json::to_value(made).unwrap())
    }

    /// As [`SoftwareKey::try_register`].
    pub(crate) async fn register(&mut self, options: &Value) -> Value {
        self.try_register(options).await.unwrap()
    }

    /// Answers a sign-in; the answer as JSON.
    pub(crate) async fn answer(&mut self, options: &Value) -> Value {
        self.answer_with(options, json!({})).await
    }

    /// As [`SoftwareKey::answer`], with more in the client data that is signed.
    pub(crate) async fn answer_with(&mut self, options: &Value, more: Value) -> Value {
        let request = json!({"publicKey": options});
        let request = serde_json::from_value(request).unwrap();
        let mut client = client!(self);
        let answered = client
            .authenticate(&self.origin, request, DefaultClientDataWithExtra(more))
            .await
            .unwrap();
        self.held = client.authenticator().store().clone();
        serde_json::to_value(answered).unwrap()
    }
}
