use super::{Email, User, UserStatus};

/// Which users are wanted; what is absent does not matter.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    /// With this e-mail address.
    pub email: Option<Email>,
    /// With this sign-in name, upper and lower case alike.
    pub username: Option<String>,
    /// With this status.
    pub status: Option<UserStatus>,
}

impl UserFilter {
    /// Whether a user is wanted, as far as address and status go.
    #[must_use]
    pub fn takes(&self, user: &User) -> bool {
        let address = |user: &User| user.email.as_ref().map(|email| email.normal().to_owned());
        self.email
            .as_ref()
            .is_none_or(|email| address(user).as_deref() == Some(email.normal()))
            && self.status.is_none_or(|status| status == user.status)
    }
}
