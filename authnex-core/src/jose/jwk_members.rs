use serde_json::{Map, Value};

use super::{base64url, jwk_error::JwkError};

/// Private and shared values of RFC 7518 6.2.2, 6.3.2, 6.4.1 and RFC 8037 2, and `priv` of the newer `AKP`.
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

pub(super) fn text<'a>(
    key: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, JwkError> {
    match key.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(JwkError::MemberType(name)),
    }
}

pub(super) fn required_text<'a>(
    key: &'a Map<String, Value>,
    name: &'static str,
) -> Result<&'a str, JwkError> {
    text(key, name)?.ok_or(JwkError::MissingMember(name))
}

pub(super) fn bytes(key: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, JwkError> {
    base64url::decode(required_text(key, name)?).map_err(|_| JwkError::Base64(name))
}

pub(super) fn refuse_private(key: &Map<String, Value>) -> Result<(), JwkError> {
    if key.get("kty").and_then(Value::as_str) == Some("oct") {
        return Err(JwkError::SymmetricKey);
    }
    match PRIVATE.into_iter().find(|name| key.contains_key(*name)) {
        Some(name) => Err(JwkError::PrivateMember(name)),
        None => Ok(()),
    }
}

/// Honours `use` (RFC 7517 4.2) and `key_ops` (4.3); where both stand, both must allow.
pub(super) fn check_purpose(key: &Map<String, Value>) -> Result<(), JwkError> {
    if text(key, "use")?.is_some_and(|purpose| purpose != "sig") {
        return Err(JwkError::NotForSignatures);
    }
    match key.get("key_ops") {
        None => Ok(()),
        Some(Value::Array(operations)) if operations.iter().all(Value::is_string) => {
            if operations.iter().any(|operation| operation == "verify") {
                Ok(())
            } else {
                Err(JwkError::NotForSignatures)
            }
        }
        Some(_) => Err(JwkError::MemberType("key_ops")),
    }
}
