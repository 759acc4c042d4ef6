use crate::{
    foundation::{Entropy, PlainToken, TokenKind},
    keyring::{SealKey, Sealed, SealedPlace},
};

const LABEL: &str = "refresh successor";
const PLACE: SealedPlace = SealedPlace {
    tenant: None,
    table: "authnex_refresh_token",
    column: "successor",
    row: uuid::Uuid::nil(),
};

/// Seals the successor so that only the old token opens it: the key is derived from the old token, which the
/// database does not know.
pub(crate) fn seal_successor(
    old: &PlainToken,
    successor: &PlainToken,
    entropy: &dyn Entropy,
) -> Option<Sealed> {
    let key = SealKey::derive(old.expose().as_bytes(), LABEL)?;
    Some(key.seal(&PLACE, successor.expose().as_bytes(), entropy))
}

/// Opens the successor with the old token.
pub(crate) fn open_successor(old: &PlainToken, sealed: &Sealed) -> Option<PlainToken> {
    let key = SealKey::derive(old.expose().as_bytes(), LABEL)?;
    let text = String::from_utf8(key.open(&PLACE, sealed).ok()?).ok()?;
    PlainToken::parse(TokenKind::Refresh, &text).ok()
}
