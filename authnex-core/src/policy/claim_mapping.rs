use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FieldKind, FieldValue};

/// Claims of an organization's own: by name, the attribute of the user that each one shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClaimMapping(pub BTreeMap<String, String>);

impl FieldValue for ClaimMapping {
    const KIND: FieldKind = FieldKind::Object;
}

/// Names that mean something in a token of some kind, and those of the standard claims about a user (RFC 7519 4.1, 8693 4,
/// 8417, 9068, 9449, OpenID Connect Core 2, 5.1, 5.6).
const RESERVED: [&str; 56] = [
    "_claim_names",
    "_claim_sources",
    "acr",
    "act",
    "active",
    "address",
    "amr",
    "at_hash",
    "ath",
    "aud",
    "auth_time",
    "authorization_details",
    "azp",
    "birthdate",
    "c_hash",
    "client_id",
    "cnf",
    "email",
    "email_verified",
    "events",
    "exp",
    "family_name",
    "gender",
    "given_name",
    "htm",
    "htu",
    "iat",
    "iss",
    "jti",
    "locale",
    "may_act",
    "middle_name",
    "name",
    "nbf",
    "nickname",
    "nonce",
    "permissions",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "roles",
    "s_hash",
    "scope",
    "sid",
    "sub",
    "sub_id",
    "sub_jwk",
    "toe",
    "token_type",
    "txn",
    "updated_at",
    "username",
    "website",
    "zoneinfo",
];

impl ClaimMapping {
    /// The most claims.
    pub const MOST: usize = 32;
    /// The longest name, in bytes.
    pub const LONGEST: usize = 128;

    /// The first name that may not be mapped: one of a protocol's, one of a user's standard claims, or none at all.
    pub(super) fn refused(&self) -> Option<&str> {
        let is_name = |name: &str| {
            (1..=Self::LONGEST).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let found = self.0.iter().find(|(claim, attribute)| {
            !is_name(claim)
                || RESERVED.contains(&claim.as_str())
                || !(1..=Self::LONGEST).contains(&attribute.len())
        });
        found.map(|(claim, _)| claim.as_str())
    }
}
