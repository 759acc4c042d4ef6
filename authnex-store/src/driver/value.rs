use authnex_core::{
    client::SecretHash,
    foundation::{
        ClientId, ClientSecretId, CodeHash, EventId, FamilyId, FlowId, InviteId, MailId, PasskeyId,
        RoleId, SessionId, SigningKeyId, TenantId, Timestamp, TokenHash, TrustedDeviceId, UserId,
    },
    keyring::Sealed,
};
use uuid::Uuid;

/// A value on its way into a statement or out of a row.
///
/// It has no `Debug`: hashes and sealed values pass through it.
#[derive(Clone)]
pub(crate) enum Value {
    Bool(bool),
    Bytes(Vec<u8>),
    Id(Uuid),
    Int(i64),
    Null,
    Text(String),
}

macro_rules! from_ids {
    ($($id:ty,)*) => {$(
        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Id(id.as_uuid())
            }
        }
    )*};
}

from_ids! { ClientId, ClientSecretId, EventId, FamilyId, FlowId, InviteId, MailId, PasskeyId, RoleId, SessionId, SigningKeyId, TenantId, TrustedDeviceId, UserId, }

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Id(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.as_micros())
    }
}

impl From<&TokenHash> for Value {
    fn from(value: &TokenHash) -> Self {
        Self::Bytes(value.as_bytes().to_vec())
    }
}

impl From<&CodeHash> for Value {
    fn from(value: &CodeHash) -> Self {
        Self::Bytes(value.as_bytes().to_vec())
    }
}

impl From<&SecretHash> for Value {
    fn from(value: &SecretHash) -> Self {
        Self::Bytes(value.as_bytes().to_vec())
    }
}

impl From<&Sealed> for Value {
    fn from(value: &Sealed) -> Self {
        Self::Bytes(value.as_bytes().to_vec())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
