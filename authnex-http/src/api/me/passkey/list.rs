use authnex_core::{foundation::Timestamp, jose::base64url, passkey::Passkey};
use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{BearerUser, Tenant},
};

/// A passkey as the API shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasskeyView {
    /// `psk_…`.
    id: String,
    /// What its holder calls it.
    name: String,
    /// The credential's id, base64url.
    credential_id: String,
    /// The model of its authenticator, as a UUID, if it says.
    aaguid: Option<String>,
    /// Whether it is kept in a backup, such as a password manager's.
    backed_up: bool,
    /// The relying party's id that it was made for.
    rp_id: String,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last used to sign in.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

impl From<&Passkey> for PasskeyView {
    fn from(passkey: &Passkey) -> Self {
        Self {
            id: passkey.id.to_string(),
            name: passkey.name.as_str().to_owned(),
            credential_id: base64url::encode(&passkey.credential_id),
            aaguid: passkey.aaguid.map(|aaguid| aaguid.to_string()),
            backed_up: passkey.backed_up,
            rp_id: passkey.rp_id.clone(),
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
        }
    }
}

/// All passkeys of a user: there are at most 20.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasskeysAnswer {
    /// The passkeys, the oldest first.
    items: Vec<PasskeyView>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// `GET /t/{slug}/api/v1/me/passkeys`.
pub(crate) async fn list_passkeys(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
) -> Result<Answer<PasskeysAnswer>, Failure> {
    let passkeys = tenant.list_passkeys(who.user.id).await?;
    Ok(Answer(PasskeysAnswer {
        items: passkeys.iter().map(PasskeyView::from).collect(),
        next_cursor: None,
    }))
}
