use serde::Serialize;

use super::{Attributes, Email, Profile};
use crate::foundation::{Timestamp, UserId};

/// Whether a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// May sign in.
    Active,
    /// May not, until reactivated.
    Suspended,
}

impl UserStatus {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Suspended]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// A user as stored.
#[derive(Clone, Debug)]
pub struct User {
    /// The id; its text is the `sub`.
    pub id: UserId,
    /// The sign-in name: the e-mail address unless another was given.
    pub username: String,
    /// The e-mail address.
    pub email: Option<Email>,
    /// Whether the user has shown that the address is the user's own.
    pub email_verified: bool,
    /// The shown name.
    pub name: Option<String>,
    /// What else is known of the person.
    pub profile: Profile,
    /// What the application keeps with the user.
    pub attributes: Attributes,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A user about to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The id.
    pub id: UserId,
    /// The sign-in name as typed.
    pub username: String,
    /// The form of the sign-in name by which it is unique: lower case.
    pub username_normal: String,
    /// The e-mail address.
    pub email: Option<Email>,
    /// Whether it counts as verified.
    pub email_verified: bool,
    /// The shown name.
    pub name: Option<String>,
    /// What else is known of the person.
    pub profile: Profile,
    /// What the application keeps with the user.
    pub attributes: Attributes,
    /// When the account is made.
    pub created_at: Timestamp,
}

/// A user about to be changed: all facts as they are to be.
#[derive(Clone, Debug)]
pub struct ChangedUser {
    /// The id.
    pub id: UserId,
    /// The sign-in name as typed.
    pub username: String,
    /// The form of the sign-in name by which it is unique: lower case.
    pub username_normal: String,
    /// The e-mail address.
    pub email: Option<Email>,
    /// Whether it counts as verified.
    pub email_verified: bool,
    /// The shown name.
    pub name: Option<String>,
    /// What else is known of the person.
    pub profile: Profile,
    /// What the application keeps with the user.
    pub attributes: Attributes,
    /// When the row that this replaces was last changed: another change in between refuses this one.
    pub seen_at: Timestamp,
    /// When it is changed.
    pub updated_at: Timestamp,
}
