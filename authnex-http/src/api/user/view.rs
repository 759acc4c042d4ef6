use authnex_core::{
    foundation::Timestamp,
    user::{Attributes, Profile, User},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A user as administrators see one.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManagedUserView {
    /// `usr_…`, the `sub` of tokens.
    id: String,
    /// The sign-in name.
    username: String,
    /// The e-mail address.
    email: Option<String>,
    /// Whether the address is known to be the user's own.
    email_verified: bool,
    /// The shown name.
    name: Option<String>,
    /// What else is known of the person, by the names of OpenID Connect's claims.
    #[schema(value_type = Object)]
    profile: Profile,
    /// What the application keeps with the user.
    #[schema(value_type = Object)]
    attributes: Attributes,
    /// `active` or `suspended`.
    status: &'static str,
    /// The names of the user's roles; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<String>>,
    /// When the account was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl ManagedUserView {
    pub(super) fn of(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            username: user.username.clone(),
            email: user.email.as_ref().map(|email| email.as_str().to_owned()),
            email_verified: user.email_verified,
            name: user.name.clone(),
            profile: user.profile.clone(),
            attributes: user.attributes.clone(),
            status: user.status.as_str(),
            roles: None,
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }

    pub(super) fn with_roles(self, roles: Vec<String>) -> Self {
        Self {
            roles: Some(roles),
            ..self
        }
    }
}
