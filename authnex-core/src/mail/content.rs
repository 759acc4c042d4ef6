use serde::{Deserialize, Serialize};

use super::{ClaimedMail, MailKind};
use crate::{
    foundation::{MailId, TenantId, Timestamp},
    keyring::{DataKey, SealedPlace, UnsealError},
    tenant::Slug,
};

/// What is in a mail: recipient, subject and both bodies. Sealed as one value while it waits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailContent {
    /// The recipient's address.
    pub to: String,
    /// The subject, without line breaks.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// The link that the mail is about, which is also in the bodies.
    pub link: Option<String>,
    /// The code that the mail is about, which is also in the bodies.
    pub code: Option<String>,
}

impl std::fmt::Debug for MailContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailContent")
    }
}

impl MailContent {
    /// Where it stands while it waits.
    pub(super) fn place(tenant: TenantId, id: MailId) -> SealedPlace {
        SealedPlace {
            tenant: Some(tenant),
            table: "authnex_mail",
            column: "body",
            row: id.as_uuid(),
        }
    }

    fn open(tenant: TenantId, key: &DataKey, claimed: &ClaimedMail) -> Result<Self, UnsealError> {
        let plain = key.open(&Self::place(tenant, claimed.id), &claimed.body)?;
        let plain = zeroize::Zeroizing::new(plain);
        serde_json::from_slice(&plain).map_err(|_| UnsealError::Format)
    }
}

/// A mail on its way to a [`Mailer`](crate::port::Mailer).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mail {
    /// Its id. A mail may come twice; the `Message-ID` is to be made of this, so that receivers can tell.
    pub id: MailId,
    /// Whose mail it is.
    pub tenant: Slug,
    /// What it is about.
    pub kind: MailKind,
    /// When it was written.
    pub created_at: Timestamp,
    /// What is in it.
    pub content: MailContent,
}

impl Mail {
    /// Opens a mail that a worker has taken.
    pub(crate) fn open(
        (tenant, slug): (TenantId, &Slug),
        key: &DataKey,
        claimed: &ClaimedMail,
    ) -> Result<Self, UnsealError> {
        Ok(Self {
            id: claimed.id,
            tenant: slug.clone(),
            kind: claimed.kind,
            created_at: claimed.created_at,
            content: MailContent::open(tenant, key, claimed)?,
        })
    }
}
