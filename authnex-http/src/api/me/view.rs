use authnex_core::{
    foundation::{SessionId, Timestamp},
    session::Session,
    user::User,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A user as the API shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserView {
    /// `usr_…`, the `sub` of tokens.
    id: String,
    /// The sign-in name.
    username: String,
    /// The e-mail address.
    email: Option<String>,
    /// Whether the user has shown that the address is the user's own.
    email_verified: bool,
    /// The shown name.
    name: Option<String>,
    /// Language and region, such as `de-CH` (BCP 47).
    locale: Option<String>,
    /// Time zone by its name, such as `Europe/Paris`.
    zoneinfo: Option<String>,
    /// When the account was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl UserView {
    pub(crate) fn of(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            username: user.username.clone(),
            email: user.email.as_ref().map(|email| email.as_str().to_owned()),
            email_verified: user.email_verified,
            name: user.name.clone(),
            locale: user.profile.locale.clone(),
            zoneinfo: user.profile.zoneinfo.clone(),
            created_at: user.created_at,
        }
    }
}

/// A session as the API shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// `ses_…`, the `sid` of tokens.
    id: String,
    /// Whether it is the one of this request.
    current: bool,
    /// How the user proved to be the user (RFC 8176).
    amr: Vec<String>,
    /// When the user did.
    #[schema(value_type = String, format = DateTime)]
    auth_time: Timestamp,
    /// From which address it was opened.
    address: Option<String>,
    /// With which user agent.
    user_agent: Option<String>,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last seen, about to the minute.
    #[schema(value_type = String, format = DateTime)]
    last_seen_at: Timestamp,
    /// When it ends at the latest.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl SessionView {
    pub(super) fn of(session: &Session, current: SessionId) -> Self {
        Self {
            id: session.id.to_string(),
            current: session.id == current,
            amr: session.amr.split_whitespace().map(str::to_owned).collect(),
            auth_time: session.auth_time,
            address: session.device.address.map(|address| address.to_string()),
            user_agent: session.device.user_agent.clone(),
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
        }
    }
}
