use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::{
    foundation::{Timestamp, TokenHash, UserId},
    policy::SignInMethod,
};

/// The user's password was right.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[must_use = "a proof that leads to no session was asked for in vain"]
pub struct VerifiedPassword {
    user: UserId,
    at: Timestamp,
    /// When the password that was right had been set, in microseconds, as exact as the password's row: another one
    /// since, and the proof is worth nothing.
    set_at_micros: i64,
}

impl VerifiedPassword {
    /// Only the flow that verified the password makes one.
    pub(crate) const fn new(user: UserId, at: Timestamp, set_at: Timestamp) -> Self {
        Self {
            user,
            at,
            set_at_micros: set_at.as_micros(),
        }
    }
}

/// A passkey's signature was right.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[must_use = "a proof that leads to no session was asked for in vain"]
pub struct VerifiedPasskey {
    user: UserId,
    at: Timestamp,
    user_verified: bool,
    device_bound: bool,
}

impl VerifiedPasskey {
    /// Only the flow that verified the signature makes one. `user_verified`: the authenticator says that it
    /// verified its user (WebAuthn's UV); `device_bound`: the key cannot leave its device (BE is clear).
    pub(crate) const fn new(
        user: UserId,
        at: Timestamp,
        (user_verified, device_bound): (bool, bool),
    ) -> Self {
        Self {
            user,
            at,
            user_verified,
            device_bound,
        }
    }
}

macro_rules! plain_proofs {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[must_use = "a proof that leads to no session was asked for in vain"]
        pub struct $name {
            user: UserId,
            at: Timestamp,
        }

        impl $name {
            /// Only the flow that verified it makes one.
            pub(crate) const fn new(user: UserId, at: Timestamp) -> Self {
                Self { user, at }
            }
        }
    )*};
}

plain_proofs! {
    /// A code of the user's authenticator app was right (RFC 6238), and is used up.
    VerifiedTotp;
    /// One of the user's recovery codes was right, and is used up.
    VerifiedRecoveryCode;
}

/// A link or a code that was mailed to the user for signing in was right, and is used up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[must_use = "a proof that leads to no session was asked for in vain"]
pub struct VerifiedMailedLink {
    user: UserId,
    at: Timestamp,
}

impl VerifiedMailedLink {
    /// Only the flow that redeemed the link or the code makes one.
    pub(crate) const fn new(user: UserId, at: Timestamp) -> Self {
        Self { user, at }
    }
}

/// What a proof is made of: two of different kinds are two factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// What the user knows.
    Knowledge,
    /// What the user holds.
    Possession,
    /// That the user reads the mail of the account's address: a factor below the others.
    Mailbox,
}

/// One way in which a user proved to be the user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// By password.
    Password(VerifiedPassword),
    /// By passkey.
    Passkey(VerifiedPasskey),
    /// By a code of an authenticator app.
    Totp(VerifiedTotp),
    /// By a recovery code.
    RecoveryCode(VerifiedRecoveryCode),
    /// By a mailed link or code.
    MailedLink(VerifiedMailedLink),
}

impl Proof {
    /// The method's name (RFC 8176 2). A recovery code is a one-time password; a mailed link has no name of its
    /// own there and is one too.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Password(_) => "pwd",
            Self::Passkey(proof) if proof.device_bound => "hwk",
            Self::Passkey(_) => "swk",
            Self::Totp(_) | Self::RecoveryCode(_) | Self::MailedLink(_) => "otp",
        }
    }

    /// Whose it is.
    #[must_use]
    pub const fn user(&self) -> UserId {
        match self {
            Self::Password(proof) => proof.user,
            Self::Passkey(proof) => proof.user,
            Self::Totp(proof) => proof.user,
            Self::RecoveryCode(proof) => proof.user,
            Self::MailedLink(proof) => proof.user,
        }
    }

    const fn at(&self) -> Timestamp {
        match self {
            Self::Password(proof) => proof.at,
            Self::Passkey(proof) => proof.at,
            Self::Totp(proof) => proof.at,
            Self::RecoveryCode(proof) => proof.at,
            Self::MailedLink(proof) => proof.at,
        }
    }

    const fn kind(&self) -> Kind {
        match self {
            Self::Password(_) => Kind::Knowledge,
            Self::Passkey(_) | Self::Totp(_) | Self::RecoveryCode(_) => Kind::Possession,
            Self::MailedLink(_) => Kind::Mailbox,
        }
    }

    /// A passkey whose authenticator verified its user is two factors in one.
    const fn verified_its_user(&self) -> bool {
        matches!(self, Self::Passkey(proof) if proof.user_verified)
    }
}

/// All proofs of one sign-in: the only way to a session. `amr` and `auth_time` come from them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proofs {
    first: Proof,
    further: Vec<Proof>,
    #[serde(default)]
    browser: Browser,
}

/// What is to be made of the browser from which the user comes. It is no proof: no `amr` tells of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Browser {
    /// Nothing.
    #[default]
    Unknown,
    /// The user wants it trusted.
    ToBeTrusted,
    /// It brought the token of one that is trusted; here is the token's hash, in base64.
    Trusted(String),
}

impl Proofs {
    /// Begins with a first factor.
    #[must_use]
    pub const fn first(proof: Proof) -> Self {
        Self {
            first: proof,
            further: Vec::new(),
            browser: Browser::Unknown,
        }
    }

    /// From a browser that brought the token of a trusted one.
    pub(crate) fn in_trusted_browser(mut self, token: &TokenHash) -> Self {
        self.browser = Browser::Trusted(URL_SAFE_NO_PAD.encode(token.as_bytes()));
        self
    }

    /// From a browser that the user wants trusted from now on.
    pub(crate) fn trusting_browser(mut self) -> Self {
        self.browser = Browser::ToBeTrusted;
        self
    }

    /// Whether the user wants the browser trusted.
    pub(crate) const fn wants_trust(&self) -> bool {
        matches!(self.browser, Browser::ToBeTrusted)
    }

    /// The token by which the browser says that it is trusted.
    pub(crate) fn trusted_token(&self) -> Option<TokenHash> {
        let Browser::Trusted(text) = &self.browser else {
            return None;
        };
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(TokenHash::from_bytes)
    }

    /// With one more proof; `None` if it is another user's.
    #[must_use]
    pub fn with(mut self, proof: Proof) -> Option<Self> {
        if proof.user() != self.user() {
            return None;
        }
        self.further.push(proof);
        Some(self)
    }

    fn all(&self) -> impl Iterator<Item = &Proof> {
        std::iter::once(&self.first).chain(&self.further)
    }

    /// Whose sign-in it is.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.first.user()
    }

    /// By what the sign-in was begun.
    pub(crate) const fn first_method(&self) -> SignInMethod {
        match self.first {
            Proof::MailedLink(_) => SignInMethod::MagicLink,
            Proof::Passkey(_) => SignInMethod::Passkey,
            // Codes are given behind a password.
            Proof::Password(_) | Proof::Totp(_) | Proof::RecoveryCode(_) => SignInMethod::Password,
        }
    }

    /// Whether the sign-in was begun by what was mailed.
    pub(crate) const fn begin_with_mail(&self) -> bool {
        matches!(self.first, Proof::MailedLink(_))
    }

    /// Whether two factors stand: two of different kinds of which one is held, or a passkey that verified its
    /// user, which is two by itself.
    #[must_use]
    pub fn satisfies_second_factor(&self) -> bool {
        self.all().any(Proof::verified_its_user)
            || (self.all().any(|proof| proof.kind() == Kind::Possession)
                && self.all().any(|proof| proof.kind() != Kind::Possession))
    }

    /// The methods used, blank separated (RFC 8176 2): `user` beside a passkey that verified its user, `mfa`
    /// when two factors stand.
    #[must_use]
    pub fn amr(&self) -> String {
        let mut methods: Vec<&str> = Vec::new();
        for proof in self.all() {
            methods.push(proof.method());
            if proof.verified_its_user() {
                methods.push("user");
            }
        }
        if self.satisfies_second_factor() {
            methods.push("mfa");
        }
        let mut seen = Vec::new();
        methods.retain(|method| {
            let new = !seen.contains(method);
            seen.push(*method);
            new
        });
        methods.join(" ")
    }

    /// When the last proof was given.
    #[must_use]
    pub fn auth_time(&self) -> Timestamp {
        self.all()
            .map(Proof::at)
            .fold(self.first.at(), Timestamp::max)
    }

    /// When the password that was proved had been set; `None` if none was.
    pub(crate) fn password_set_at(&self) -> Option<Timestamp> {
        self.all().find_map(|proof| match proof {
            Proof::Password(proof) => Some(Timestamp::from_micros(proof.set_at_micros)),
            _ => None,
        })
    }

    /// As they are once the user has set another password: who proved the one before knows this one. Nothing is
    /// proved by it that was not before.
    pub(crate) fn on_password_set(mut self, set_at: Timestamp) -> Self {
        for proof in std::iter::once(&mut self.first).chain(&mut self.further) {
            if let Proof::Password(proof) = proof {
                proof.set_at_micros = set_at.as_micros();
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Proof, Proofs, VerifiedMailedLink, VerifiedPasskey, VerifiedPassword, VerifiedRecoveryCode,
        VerifiedTotp,
    };
    use crate::foundation::{Timestamp, UserId};

    fn user(number: u128) -> UserId {
        UserId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn password() -> Proof {
        Proof::Password(VerifiedPassword::new(user(1), at(10), at(0)))
    }

    fn totp() -> Proof {
        Proof::Totp(VerifiedTotp::new(user(1), at(20)))
    }

    fn passkey(user_verified: bool, device_bound: bool) -> Proof {
        let how = (user_verified, device_bound);
        Proof::Passkey(VerifiedPasskey::new(user(1), at(30), how))
    }

    fn of(proofs: &[Proof]) -> Proofs {
        let mut all = proofs.iter().cloned();
        let first = Proofs::first(all.next().unwrap());
        all.fold(first, |proofs, proof| proofs.with(proof).unwrap())
    }

    #[test]
    fn the_methods_are_named_as_rfc_8176_does() {
        let code = Proof::RecoveryCode(VerifiedRecoveryCode::new(user(1), at(20)));
        let mail = Proof::MailedLink(VerifiedMailedLink::new(user(1), at(5)));
        for (proofs, amr, two) in [
            (vec![password()], "pwd", false),
            (vec![password(), totp()], "pwd otp mfa", true),
            (vec![password(), code], "pwd otp mfa", true),
            (vec![password(), passkey(false, true)], "pwd hwk mfa", true),
            (vec![passkey(true, false)], "swk user mfa", true),
            (vec![passkey(false, false)], "swk", false),
            (vec![passkey(false, false), totp()], "swk otp", false),
            (vec![mail.clone()], "otp", false),
            (vec![mail.clone(), totp()], "otp mfa", true),
            (vec![password(), mail], "pwd otp", false),
        ] {
            let proofs = of(&proofs);
            assert_eq!(proofs.amr(), amr);
            assert_eq!(proofs.satisfies_second_factor(), two, "{amr}");
        }
    }

    #[test]
    fn the_last_proof_gives_the_time() {
        assert_eq!(of(&[password(), totp()]).auth_time(), at(20));
    }

    #[test]
    fn another_users_proof_is_none() {
        let other = Proof::Totp(VerifiedTotp::new(user(2), at(20)));
        assert!(of(&[password()]).with(other).is_none());
    }

    #[test]
    fn a_password_that_was_set_meanwhile_is_known_and_proves_no_more() {
        let proofs = of(&[password(), totp()]).on_password_set(at(40));
        assert_eq!(proofs.password_set_at(), Some(at(40)));
        assert_eq!(proofs.auth_time(), at(20));
        assert_eq!(of(&[totp()]).password_set_at(), None);
    }
}
