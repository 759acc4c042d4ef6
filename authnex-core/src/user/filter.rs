use super::{Email, User, UserOrder, UserStatus};
use crate::role::RoleName;

/// Which users are wanted, and in which order; what is absent does not matter.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    /// With this e-mail address.
    pub email: Option<Email>,
    /// With this sign-in name, upper and lower case alike.
    pub username: Option<String>,
    /// With this status.
    pub status: Option<UserStatus>,
    /// With this role. Then only the orders by when they joined are to be had.
    pub role: Option<RoleName>,
    /// Whose sign-in name or e-mail address begins so, upper and lower case alike. They come in the order of what
    /// was found; neither a role nor an order goes with it.
    pub search: Option<String>,
    /// The order.
    pub order: UserOrder,
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

    /// Whether the parts go together: a list of a role has its order by when they joined, and what is searched for
    /// is in the order of what was found.
    #[must_use]
    pub const fn is_possible(&self) -> bool {
        let named = self.email.is_some() || self.username.is_some();
        match (&self.role, &self.search) {
            (Some(_), Some(_)) => false,
            (Some(_), None) => !named && self.order.is_by_joined(),
            (None, Some(_)) => {
                !named && matches!(self.order, UserOrder::Joined | UserOrder::Username)
            }
            (None, None) => true,
        }
    }
}
