use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{FieldFault, account::Faults, sign_in::normal_login, throttling::CodeCounters};
use crate::{
    foundation::{
        Entropy, PlainToken, RequestContext, TenantScope, Timestamp, TokenHash, TokenKind, UserId,
    },
    mail::MailKind,
    one_time::{OneTimeGrant, OneTimePurpose},
    store::{Consumed, StoreError, Unit},
    user::Email,
};

/// What a mail gave its reader: the link's token, or the code and the address it went to.
#[derive(Clone)]
pub struct MailedProof {
    /// The e-mail address; only a code needs it.
    pub email: Option<String>,
    /// The code of eight digits, or the link's token.
    pub code: String,
}

impl std::fmt::Debug for MailedProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailedProof")
    }
}

/// What a mailed link or code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proving {
    /// That the address is the user's own.
    Address,
    /// That an address to be is the user's own.
    NewAddress,
    /// That whoever asks for another password reads the account's mail.
    Reset,
    /// That whoever wants to sign in reads the account's mail.
    SignIn,
}

/// For how long a mailed code is good, in minutes.
pub(crate) const CODE_MINUTES: u32 = 10;
const CODE_DIGITS: usize = 8;

impl Proving {
    pub(crate) fn link_purpose(self) -> OneTimePurpose {
        match self {
            Self::Address => OneTimePurpose::verify_email(),
            Self::NewAddress => OneTimePurpose::change_email(),
            Self::Reset => OneTimePurpose::reset_password(),
            Self::SignIn => OneTimePurpose::sign_in_link(),
        }
    }

    pub(crate) fn code_purpose(self) -> OneTimePurpose {
        match self {
            Self::Address => OneTimePurpose::verify_code(),
            Self::NewAddress => OneTimePurpose::change_email_code(),
            Self::Reset => OneTimePurpose::reset_code(),
            Self::SignIn => OneTimePurpose::sign_in_code(),
        }
    }

    pub(crate) const fn mail(self) -> MailKind {
        match self {
            Self::Address => MailKind::VerifyEmail,
            Self::NewAddress => MailKind::ChangeEmail,
            Self::Reset => MailKind::ResetPassword,
            Self::SignIn => MailKind::SignIn,
        }
    }

    /// The page that the link leads to, below the tenant's path.
    pub(crate) const fn page(self) -> &'static str {
        match self {
            Self::Address => "verify-email",
            Self::NewAddress => "confirm-email",
            Self::Reset => "reset-password",
            Self::SignIn => "magic-link",
        }
    }

    /// For how long the link is good, in minutes.
    pub(crate) const fn link_minutes(self) -> u32 {
        match self {
            Self::Address | Self::NewAddress => 24 * 60,
            Self::Reset => 60,
            Self::SignIn => CODE_MINUTES,
        }
    }
}

/// A code to be mailed: eight digits.
pub(crate) fn new_code(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    format!("{:08}", u64::from_be_bytes(bytes) % 100_000_000)
}

/// The stored form of a code: under the tenant's key, so that a copy of the table gives none away, and together
/// with the address, so that the code of one account is nothing at another.
pub(crate) fn code_hash(
    scope: &TenantScope,
    purpose: &OneTimePurpose,
    login: &str,
    code: &str,
) -> TokenHash {
    let key = &scope.snapshot().data_key;
    let hash = key.code_hash(purpose.as_str(), &format!("{login}\n{code}"));
    TokenHash::from_bytes(*hash.as_bytes())
}

/// What a link or a code says of the address that it was sent to.
pub(crate) fn address_mark(scope: &TenantScope, email: &Email) -> String {
    let key = &scope.snapshot().data_key;
    URL_SAFE_NO_PAD.encode(key.code_hash("address", email.normal()).as_bytes())
}

/// Makes the links and codes that a user was sent for this useless.
pub(crate) async fn spend_proofs(
    unit: &dyn Unit,
    user: UserId,
    proving: Proving,
    now: Timestamp,
) -> Result<(), StoreError> {
    for purpose in [proving.link_purpose(), proving.code_purpose()] {
        unit.spend_one_times_of(user, &purpose, now).await?;
    }
    Ok(())
}

/// A proof as it was presented, with what counts its failures.
#[derive(Clone, Debug)]
pub(crate) enum Presented {
    /// A link's token.
    Link(TokenHash),
    /// A code.
    Code {
        hash: TokenHash,
        counters: CodeCounters,
    },
}

/// What came of a proof inside a unit.
pub(crate) enum Redeemed {
    /// It was good, and is used up.
    Won(OneTimeGrant),
    /// The link is used, expired or of something else.
    Refused,
    /// The code is wrong, which was counted.
    Wrong,
    /// Too many codes were wrong.
    Locked(Timestamp),
}

impl Presented {
    /// Takes a proof in; `None` for a link's token that is not whole.
    pub(crate) fn parse(
        scope: &TenantScope,
        proving: Proving,
        proof: &MailedProof,
        context: &RequestContext,
    ) -> Result<Option<Self>, Vec<FieldFault>> {
        let text = proof.code.trim();
        if text.starts_with(TokenKind::OneTime.prefix()) {
            let token = PlainToken::parse(TokenKind::OneTime, text).ok();
            return Ok(token.map(|token| Self::Link(token.hash())));
        }
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .take(2 * CODE_DIGITS)
            .collect();
        let login = proof.email.as_deref().map(str::trim).unwrap_or_default();
        let mut faults = Faults::default();
        if code.is_empty() {
            faults.add("code", "code_missing", "give the code of the mail");
        }
        if login.is_empty() {
            faults.add(
                "email",
                "email_missing",
                "give the e-mail address that the code was sent to",
            );
        }
        faults.or(Some(()))?;
        let login = normal_login(login);
        Ok(Some(Self::Code {
            hash: code_hash(scope, &proving.code_purpose(), &login, &code),
            counters: CodeCounters::of(scope, (proving.page(), &login), context),
        }))
    }

    /// Counts one try at a code before it is made, in a unit of its own, and uses nothing up: until when no more are
    /// taken, if it is one too many.
    pub(crate) async fn count_try(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        match self {
            Self::Link(_) => Ok(None),
            Self::Code { counters, .. } => counters.count_try(unit, now).await,
        }
    }

    /// Uses the proof up, first in its unit, once its try was counted in a unit before; `None` if it is not good.
    pub(crate) async fn use_up(
        &self,
        unit: &dyn Unit,
        proving: Proving,
        now: Timestamp,
    ) -> Result<Option<OneTimeGrant>, StoreError> {
        let (hash, purpose) = match self {
            Self::Link(hash) => (hash, proving.link_purpose()),
            Self::Code { hash, .. } => (hash, proving.code_purpose()),
        };
        let Consumed::Won(grant) = unit.consume_one_time(&purpose, hash, now).await? else {
            return Ok(None);
        };
        if let Self::Code { counters, .. } = self {
            counters.clear(unit).await?;
        }
        Ok(Some(grant))
    }

    /// Counts a wrong code against the address that it came from.
    pub(crate) async fn count_source(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match self {
            Self::Link(_) => Ok(()),
            Self::Code { counters, .. } => counters.count_source(unit, now).await,
        }
    }

    /// Until when no code is taken from there, or for this name.
    pub(crate) async fn locked(
        &self,
        reader: &dyn crate::store::Reader,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        match self {
            Self::Link(_) => Ok(None),
            Self::Code { counters, .. } => counters.locked(reader, now).await,
        }
    }

    /// What is in the proof, if it is good now; it decides nothing. Ask whether codes are taken before.
    pub(crate) async fn peek(
        &self,
        reader: &dyn crate::store::Reader,
        proving: Proving,
        now: Timestamp,
    ) -> Result<Option<OneTimeGrant>, StoreError> {
        let (hash, purpose) = match self {
            Self::Link(hash) => (hash, proving.link_purpose()),
            Self::Code { hash, .. } => (hash, proving.code_purpose()),
        };
        reader.find_one_time(&purpose, hash, now).await
    }

    /// Uses the proof up, first in its unit. A code is counted as a failure before it is looked at, so that of
    /// guesses that come at once no more than the limit are looked at.
    pub(crate) async fn redeem(
        &self,
        unit: &dyn Unit,
        proving: Proving,
        now: Timestamp,
    ) -> Result<Redeemed, StoreError> {
        let (hash, purpose, counters) = match self {
            Self::Link(hash) => (hash, proving.link_purpose(), None),
            Self::Code { hash, counters } => (hash, proving.code_purpose(), Some(counters)),
        };
        if let Some(counters) = counters
            && let Some(until) = counters.count_try(unit, now).await?
        {
            return Ok(Redeemed::Locked(until));
        }
        let consumed = unit.consume_one_time(&purpose, hash, now).await?;
        match (consumed, counters) {
            (Consumed::Won(grant), counters) => {
                if let Some(counters) = counters {
                    counters.clear(unit).await?;
                }
                Ok(Redeemed::Won(grant))
            }
            (Consumed::Spent(_) | Consumed::Absent, None) => Ok(Redeemed::Refused),
            (Consumed::Spent(_) | Consumed::Absent, Some(counters)) => {
                counters.count_source(unit, now).await?;
                Ok(Redeemed::Wrong)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::new_code;
    use crate::testing::SeededEntropy;

    #[test]
    fn a_code_has_eight_digits() {
        let entropy = SeededEntropy::new(1);
        for _ in 0..200 {
            let code = new_code(&entropy);
            assert!(code.len() == 8 && code.bytes().all(|c| c.is_ascii_digit()));
        }
    }
}
