//! What the pages that a mail's link leads to have in common.

use authnex_core::flow::MailedProof;
use axum::extract::{Query, rejection::QueryRejection};
use serde::Deserialize;

/// What the address of such a page may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The link's token.
    pub(super) code: Option<String>,
    /// What came before.
    pub(super) done: Option<String>,
    /// Where a sign-in that waits goes on.
    pub(super) next: Option<String>,
}

/// The longest text that is taken for a link's token.
const MAX_TOKEN: usize = 100;

impl Asked {
    /// An address that was typed wrong asks for nothing.
    pub(super) fn of(asked: Result<Query<Self>, QueryRejection>) -> Self {
        asked.unwrap_or_default().0
    }

    /// The link's token, if that is what it looks like: the page then asks for no code. Nothing is looked up, so
    /// that whatever follows links for safety's sake changes nothing and learns nothing.
    pub(super) fn token(&self) -> Option<String> {
        self.code.clone().filter(|code| is_token(code))
    }
}

/// Whether a text is a link's token and no code that was typed in.
pub(super) fn is_token(code: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
    code.starts_with("anx_") && code.len() <= MAX_TOKEN && code.bytes().all(plain)
}

/// The fields of a form as a proof.
pub(super) fn proof(email: Option<&str>, code: &str) -> MailedProof {
    MailedProof {
        email: email.map(str::to_owned),
        code: code.to_owned(),
    }
}
