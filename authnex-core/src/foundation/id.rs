use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use super::{Clock, Entropy};

/// Crockford's alphabet in lower case: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TEXT_LENGTH: usize = 26;

/// Why a text is not an id of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdError {
    /// The prefix belongs to another kind, or there is none.
    #[error("an id that begins with '{expected}_' was expected")]
    Prefix {
        /// The prefix that was expected, without its underscore.
        expected: &'static str,
    },
    /// What follows the prefix is not 26 characters of the id alphabet.
    #[error("an id is its prefix and 26 characters of 0-9 and a-z without i, l, o, u")]
    Body,
}

fn encode(prefix: &str, id: Uuid) -> String {
    let mut text = String::with_capacity(prefix.len() + 1 + TEXT_LENGTH);
    text.push_str(prefix);
    text.push('_');
    let value = id.as_u128();
    for position in (0..TEXT_LENGTH).rev() {
        let index = usize::try_from((value >> (5 * position)) & 31).unwrap_or(0);
        text.push(ALPHABET.get(index).copied().map_or('0', char::from));
    }
    text
}

fn decode(prefix: &'static str, text: &str) -> Result<Uuid, IdError> {
    let body = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .ok_or(IdError::Prefix { expected: prefix })?;
    // 26 characters hold 130 bits: the first may use only its lower three.
    if body.len() != TEXT_LENGTH || body.as_bytes().first().is_none_or(|c| *c > b'7') {
        return Err(IdError::Body);
    }
    let mut value: u128 = 0;
    for character in body.bytes() {
        let digit = ALPHABET
            .iter()
            .position(|c| *c == character)
            .ok_or(IdError::Body)?;
        value = (value << 5) | digit as u128;
    }
    Ok(Uuid::from_u128(value))
}

fn v7(clock: &dyn Clock, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    uuid::Builder::from_unix_timestamp_millis(clock.now().unix_millis(), &random).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        ///
        #[doc = concat!("A time-ordered UUID (version 7), 16 bytes at rest; outside it is `", $prefix, "_` and 26 base32 characters.")]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The text form's prefix, without its underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Makes a new id: ordered by time, unique by chance, no secret.
            #[must_use]
            pub fn generate(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
                Self(v7(clock, entropy))
            }

            /// From the stored form.
            #[must_use]
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            /// The stored form.
            #[must_use]
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&encode($prefix, self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                decode($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

/// Whether a text looks like an id of any kind, also of one that does not exist yet: three letters, an
/// underscore, and 26 characters of the id alphabet in either case.
pub(crate) fn is_id_shaped(text: &str) -> bool {
    text.split_once('_').is_some_and(|(prefix, body)| {
        prefix.len() == 3
            && prefix.bytes().all(|c| c.is_ascii_alphabetic())
            && body.len() == TEXT_LENGTH
            && body
                .bytes()
                .all(|c| ALPHABET.contains(&c.to_ascii_lowercase()))
    })
}

ids! {
    /// A client; the text form is its `client_id` too when nobody gave another.
    ClientId = "cli";
    /// A secret of a client, an API key among them.
    ClientSecretId = "cls";
    /// One entry of the audit trail.
    EventId = "evt";
    /// A family of refresh tokens: every rotation since one sign-in.
    FamilyId = "fam";
    /// One run of the sign-in machine.
    FlowId = "flw";
    /// Id of an invitation.
    InviteId = "inv";
    /// A mail on its way out.
    MailId = "mal";
    /// A passkey.
    PasskeyId = "psk";
    /// A role of a tenant.
    RoleId = "rol";
    /// A session; its text form is the public `sid`.
    SessionId = "ses";
    /// A signing key; its text form is the `kid`.
    SigningKeyId = "sik";
    /// A tenant.
    TenantId = "ten";
    /// A browser that a user trusts.
    TrustedDeviceId = "tdv";
    /// A user of one tenant; its text form is the `sub`.
    UserId = "usr";
}
