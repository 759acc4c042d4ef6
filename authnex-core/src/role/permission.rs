use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// AuthNex's own permissions, with what each allows.
pub const CATALOGUE: [(&str, &str); 17] = [
    ("clients:read", "See API keys and clients"),
    (
        "clients:write",
        "Create, change and revoke API keys and clients",
    ),
    ("events:read", "See the audit trail"),
    ("introspect", "Introspect any token of the tenant"),
    ("policy:read", "See the tenant's rules"),
    ("policy:write", "Change the tenant's rules"),
    ("roles:read", "See roles"),
    ("roles:write", "Create, change and assign roles"),
    ("scim", "Provision users and groups over SCIM"),
    ("sessions:read", "See users' sessions"),
    ("sessions:write", "End users' sessions"),
    ("signing-keys:write", "Rotate signing keys"),
    ("tenant:read", "See the tenant's settings"),
    ("tenant:write", "Suspend the tenant or request its deletion"),
    ("usage:read", "See what the tenant uses"),
    ("users:read", "See users"),
    ("users:write", "Create, change, suspend and delete users"),
];

/// Names that must not become an application's nouns: the OpenID scopes and what comes with later features.
const RESERVED: [&str; 13] = [
    "address",
    "authnex",
    "email",
    "introspect",
    "invites",
    "offline_access",
    "openid",
    "phone",
    "profile",
    "providers",
    "scim",
    "settings",
    "webhooks",
];

/// Why a text is no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PermissionError {
    /// Not `noun:verb`, nor one of AuthNex's single words.
    #[error("a permission is noun:verb, each 1 to 40 of a-z, 0-9, '-', '_', '.'")]
    Shape,
    /// The noun is AuthNex's own and the permission is not in the catalogue.
    #[error("this noun belongs to AuthNex: take one of your own")]
    Reserved,
}

/// A permission, `noun:verb`; `introspect` and `scim` are AuthNex's single words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission(String);

impl Permission {
    /// Takes a permission in.
    ///
    /// # Errors
    /// [`PermissionError`] names what is wrong.
    pub fn parse(text: &str) -> Result<Self, PermissionError> {
        let listed = CATALOGUE.iter().any(|(name, _)| *name == text);
        if listed {
            return Ok(Self(text.to_owned()));
        }
        let (noun, verb) = text.split_once(':').ok_or(PermissionError::Shape)?;
        let word = |part: &str| {
            (1..=40).contains(&part.len())
                && part.bytes().all(|c| {
                    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_' | b'.')
                })
        };
        if !word(noun) || !word(verb) {
            return Err(PermissionError::Shape);
        }
        let ours = CATALOGUE
            .iter()
            .any(|(name, _)| name.split_once(':').is_some_and(|(n, _)| n == noun));
        if ours || RESERVED.contains(&noun) {
            return Err(PermissionError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    /// The permission's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is AuthNex's own, not the tenant's.
    #[must_use]
    pub fn is_of_catalogue(&self) -> bool {
        CATALOGUE.iter().any(|(name, _)| *name == self.0)
    }

    pub(crate) fn catalogue() -> impl Iterator<Item = Self> {
        CATALOGUE.iter().map(|(name, _)| Self((*name).to_owned()))
    }
}

impl std::fmt::Display for Permission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
