use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use zeroize::Zeroize;

use super::{Entropy, TokenHash};

const BODY_BYTES: usize = 32;
const BODY_LENGTH: usize = 43;
const CHECKSUM_LENGTH: usize = 6;

/// What a token is good for. The prefixes are public facts that secret scanners match:
/// **never change one, never reuse one.**
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// API key.
    ApiKey,
    /// An authorization code.
    AuthorizationCode,
    /// Client secret of AuthNex's making.
    ClientSecret,
    /// Handle of one run of the sign-in machine.
    Flow,
    /// Invitation to make an account.
    Invite,
    /// Proof of an address or of a wish, sent by mail; its purpose is kept beside its hash.
    OneTime,
    /// Refresh token.
    Refresh,
    /// Session cookie.
    Session,
    /// Cookie of a browser that a user trusts.
    TrustedDevice,
}

impl TokenKind {
    /// What the token's text begins with.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey => "anx_key_",
            Self::AuthorizationCode => "anx_code_",
            Self::ClientSecret => "anx_cs_",
            Self::Flow => "anx_flow_",
            Self::Invite => "anx_inv_",
            Self::OneTime => "anx_ott_",
            Self::Refresh => "anx_rt_",
            Self::Session => "anx_ses_",
            Self::TrustedDevice => "anx_dev_",
        }
    }
}

/// Why a text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It does not begin like a token of this kind.
    #[error("not a token of this kind")]
    Prefix,
    /// It has the wrong length or a character that tokens do not have.
    #[error("the token is incomplete or mistyped")]
    Form,
    /// Its last six characters do not fit the rest.
    #[error("the token's checksum does not fit: it was mistyped or cut")]
    Checksum,
}

/// A token as its holder sees it: `anx_` + kind + 256 random bits + a checksum of six characters.
///
/// The only way on from here is [`PlainToken::hash`]: SQL never sees the text. The checksum lets a typo or
/// a cut be refused without a query, and lets scanners tell tokens from noise.
pub struct PlainToken(String);

impl PlainToken {
    /// Makes a fresh token.
    #[must_use]
    pub fn generate(kind: TokenKind, entropy: &dyn Entropy) -> Self {
        let mut random = [0; BODY_BYTES];
        entropy.fill(&mut random);
        let mut text = String::with_capacity(kind.prefix().len() + BODY_LENGTH + CHECKSUM_LENGTH);
        text.push_str(kind.prefix());
        URL_SAFE_NO_PAD.encode_string(random, &mut text);
        random.zeroize();
        let sum = checksum(&text);
        text.push_str(&sum);
        Self(text)
    }

    /// Takes a presented text in, if it is whole.
    ///
    /// # Errors
    /// [`TokenError`] says whether kind, form or checksum is wrong.
    pub fn parse(kind: TokenKind, text: &str) -> Result<Self, TokenError> {
        let rest = text.strip_prefix(kind.prefix()).ok_or(TokenError::Prefix)?;
        let whole = rest.len() == BODY_LENGTH + CHECKSUM_LENGTH
            && rest
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_');
        if !whole {
            return Err(TokenError::Form);
        }
        let (body, sum) = text.split_at(text.len() - CHECKSUM_LENGTH);
        if checksum(body) == sum {
            Ok(Self(text.to_owned()))
        } else {
            Err(TokenError::Checksum)
        }
    }

    /// What is stored and looked up.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }

    /// How the text begins: its prefix and four characters of its 43, so that its holder knows it again in a list.
    #[must_use]
    pub fn hint(&self, kind: TokenKind) -> String {
        self.0.chars().take(kind.prefix().len() + 4).collect()
    }

    /// The text, to be handed to its holder and nobody else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for PlainToken {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for PlainToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlainToken")
    }
}

/// Six base64url characters of SHA-256: 36 bits against typos, no defence against forgery (the hash lookup is).
fn checksum(text: &str) -> String {
    let sum = digest(&SHA256, text.as_bytes());
    let mut encoded = URL_SAFE_NO_PAD.encode(sum);
    encoded.truncate(CHECKSUM_LENGTH);
    encoded
}
