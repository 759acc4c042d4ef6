use authnex_core::{
    CurrentUser, TenantHandle, foundation::Timestamp, jose::base64url, passkey::Passkey,
    store::StoreError,
};

use super::session_row::ago;
use crate::text::Texts;

/// The own passkeys as the page shows them.
pub(super) struct Passkeys {
    pub(super) rows: Vec<PasskeyRow>,
    /// What is left, to be told to the passkey providers after one was removed.
    pub(super) left: Option<Left>,
}

/// One of them.
pub(super) struct PasskeyRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) is_backed_up: bool,
    /// When it was added, in words.
    pub(super) added: String,
    /// When it was last used, in words.
    pub(super) used: String,
}

/// What the Signal API says (WebAuthn 5.1.10).
pub(super) struct Left {
    pub(super) rp_id: String,
    pub(super) user_id: String,
    /// Credential ids, blank separated.
    pub(super) ids: String,
}

impl Passkeys {
    /// `None` where there can be none: the page's script asks the JSON API.
    pub(super) async fn read(
        texts: &Texts,
        (tenant, who): (&TenantHandle, &CurrentUser),
        one_was_removed: bool,
    ) -> Result<Option<Self>, StoreError> {
        let rp_id = tenant.authnex().relying_party_id();
        let Some(rp_id) = rp_id.filter(|_| cfg!(feature = "api")) else {
            return Ok(None);
        };
        let all = tenant.list_passkeys(who.user.id).await?;
        let now = tenant.authnex().clock().now();
        let rows = all.iter().map(|passkey| row(texts, passkey, now)).collect();
        let mut left = None;
        if one_was_removed {
            let handle = tenant.passkey_user_handle(who.user.id).await?;
            left = handle.map(|handle| Left {
                rp_id: rp_id.to_owned(),
                user_id: base64url::encode(handle.as_uuid().as_bytes()),
                ids: ids_of(&all),
            });
        }
        Ok(Some(Self { rows, left }))
    }
}

fn ids_of(all: &[Passkey]) -> String {
    let ids = all.iter().map(|one| base64url::encode(&one.credential_id));
    ids.collect::<Vec<_>>().join(" ")
}

fn row(texts: &Texts, passkey: &Passkey, now: Timestamp) -> PasskeyRow {
    let when = |id: &str, at: Timestamp| texts.with(id, "when", &ago(texts, at, now));
    PasskeyRow {
        id: passkey.id.to_string(),
        name: passkey.name.as_str().to_owned(),
        is_backed_up: passkey.backed_up,
        added: when("passkey-added", passkey.created_at),
        used: passkey.last_used_at.map_or_else(
            || texts.get("passkey-never-used"),
            |at| when("passkey-used", at),
        ),
    }
}
