use crate::foundation::{ClientId, ClientSecretId, CodeHash, Timestamp, TokenHash};

/// Where a client's secret comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SecretKind {
    /// A key for the management API, `anx_key_…`: 256 bits of chance.
    ApiKey,
    /// A client secret of AuthNex's making, `anx_cs_…`: 256 bits of chance.
    Generated,
    /// A client secret that a person chose.
    Given,
}

impl SecretKind {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::Generated => "generated",
            Self::Given => "given",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::ApiKey, Self::Generated, Self::Given]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// The hash by which a secret is found: plain for what AuthNex made, under the tenant's key for what a person
/// chose.
#[derive(Clone, Copy, Debug)]
pub enum SecretHash {
    /// Of a secret that a person chose.
    Code(CodeHash),
    /// Of a secret that AuthNex made.
    Token(TokenHash),
}

impl SecretHash {
    /// The stored form.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        match self {
            Self::Code(hash) => hash.as_bytes(),
            Self::Token(hash) => hash.as_bytes(),
        }
    }
}

/// A secret of a client as stored, without its hash.
#[derive(Clone, Debug)]
pub struct ClientSecret {
    /// Its public id.
    pub id: ClientSecretId,
    /// Whose it is.
    pub owner: ClientId,
    /// Where it comes from.
    pub kind: SecretKind,
    /// What it is for: issuing another one for the same purpose revokes it.
    pub purpose: Option<String>,
    /// How its text begins, so that its holder knows it again.
    pub hint: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is good; `None` = for good.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to a minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl ClientSecret {
    /// Whether it is good at `now`: neither revoked nor expired.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|until| until > now)
    }
}

/// A secret about to be made.
#[derive(Clone, Debug)]
pub struct NewClientSecret {
    /// Its public id.
    pub id: ClientSecretId,
    /// Whose it is.
    pub owner: ClientId,
    /// Where it comes from.
    pub kind: SecretKind,
    /// By what it is found.
    pub hash: SecretHash,
    /// What it is for.
    pub purpose: Option<String>,
    /// How its text begins.
    pub hint: Option<String>,
    /// When it is made.
    pub created_at: Timestamp,
    /// Until when it is good; `None` = for good.
    pub expires_at: Option<Timestamp>,
}

impl NewClientSecret {
    /// The secret as it is stored once made.
    #[must_use]
    pub fn stored(&self) -> ClientSecret {
        ClientSecret {
            id: self.id,
            owner: self.owner,
            kind: self.kind,
            purpose: self.purpose.clone(),
            hint: self.hint.clone(),
            created_at: self.created_at,
            expires_at: self.expires_at,
            last_used_at: None,
            revoked_at: None,
        }
    }
}
