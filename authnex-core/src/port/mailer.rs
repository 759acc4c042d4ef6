use async_trait::async_trait;

use crate::mail::Mail;

/// Why a mail was not taken.
///
/// The reasons are logged and stand in the event of a mail that is given up: they hold no address and nothing
/// of the mail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Trying again will not help.
    #[error("refused for good: {0}")]
    Permanent(String),
    /// Trying again later may help.
    #[error("not now: {0}")]
    Temporary(String),
}

/// Takes mails away. The engine's worker calls it outside of any unit of work, several mails at once, and gives
/// one mail at most 20 seconds.
#[async_trait]
pub trait Mailer: std::fmt::Debug + Send + Sync + 'static {
    /// Hands the mail on; `Ok` when the next one in line has taken responsibility for it (RFC 5321 4.2.5).
    /// The same mail may come again, after a crash or an answer that was lost.
    ///
    /// # Errors
    /// [`MailError`] says whether trying again may help.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}
