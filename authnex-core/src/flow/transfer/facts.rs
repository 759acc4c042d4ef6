use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use uuid::Uuid;

use crate::foundation::{
    ClientId, ClientSecretId, PasskeyId, SigningKeyId, TenantId, Timestamp, UserId,
};

/// Bytes as base64.
#[derive(Clone)]
pub(super) struct Base64(pub(super) Vec<u8>);

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(de::Error::custom)?;
        Ok(Self(bytes))
    }
}

/// What an import takes over of a tenant.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TenantFacts {
    pub(super) id: TenantId,
    pub(super) state: String,
    pub(super) created_at: Timestamp,
    pub(super) permissions: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sealed: Option<SealedFacts>,
}

/// What is sealed, or hangs on what is sealed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SealedFacts {
    pub(super) data_key: Base64,
    pub(super) signing_keys: Vec<SigningKeyFacts>,
    pub(super) client_secrets: Vec<SecretFacts>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SigningKeyFacts {
    pub(super) id: SigningKeyId,
    pub(super) alg: String,
    pub(super) state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<Timestamp>,
    pub(super) private_key: Base64,
    pub(super) created_at: Timestamp,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SecretFacts {
    pub(super) id: ClientSecretId,
    pub(super) client: ClientId,
    pub(super) kind: String,
    pub(super) hash: Base64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    pub(super) created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<Timestamp>,
}

/// What an import takes over of a user.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserFacts {
    pub(super) id: UserId,
    pub(super) status: String,
    pub(super) created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) password_changed_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) must_change_password: bool,
    /// Only where the document takes along what is sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) second_factors: Option<SecondFactorFacts>,
    /// Public keys, and as such in every document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) passkeys: Option<PasskeysFacts>,
}

/// A user's passkeys. They answer at the relying party alone that they were made for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PasskeysFacts {
    /// What authenticators know the user by.
    pub(super) user_handle: Uuid,
    pub(super) all: Vec<PasskeyFacts>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PasskeyFacts {
    pub(super) id: PasskeyId,
    pub(super) credential_id: Base64,
    pub(super) credential: Value,
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) aaguid: Option<Uuid>,
    pub(super) counter: u32,
    pub(super) backed_up: bool,
    pub(super) relying_party: String,
    pub(super) created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_used_at: Option<Timestamp>,
}

/// A user's second factors: the app's secret is sealed, and recovery codes are hashes under the tenant's data key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SecondFactorFacts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) totp: Option<TotpFacts>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) recovery_codes: Vec<Base64>,
}

/// An authenticator app in use.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TotpFacts {
    pub(super) secret: Base64,
    pub(super) confirmed_at: Timestamp,
    pub(super) last_step: i64,
}

/// What an import takes over of a client.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientFacts {
    pub(super) id: ClientId,
    pub(super) enabled: bool,
    pub(super) created_at: Timestamp,
}
