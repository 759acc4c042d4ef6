use std::str::FromStr;

use crate::{foundation::UserId, jose::base64url};

/// The order of a list of users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserOrder {
    /// Who joined first comes first.
    #[default]
    Joined,
    /// Who joined last comes first.
    JoinedLast,
    /// By sign-in name.
    Username,
    /// By sign-in name, from the end.
    UsernameLast,
}

impl UserOrder {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Joined,
        Self::JoinedLast,
        Self::Username,
        Self::UsernameLast,
    ];

    /// The name; `-` turns an order round.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::JoinedLast => "-joined",
            Self::Username => "username",
            Self::UsernameLast => "-username",
        }
    }

    /// From the name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == text)
    }

    /// Whether it goes by when they joined.
    #[must_use]
    pub const fn is_by_joined(self) -> bool {
        matches!(self, Self::Joined | Self::JoinedLast)
    }

    /// Whether it goes from the end.
    #[must_use]
    pub const fn is_from_the_end(self) -> bool {
        matches!(self, Self::JoinedLast | Self::UsernameLast)
    }
}

/// Where a page of users begins: after this place of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserCursor {
    /// After this user, in an order by when they joined.
    Joined(UserId),
    /// After this name in normal form, and among those alike after this user.
    Name(String, UserId),
}

/// Why a text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("take the cursor of the page before as it is")]
pub struct UserCursorError;

impl std::fmt::Display for UserCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Joined(user) => write!(f, "{user}"),
            Self::Name(name, user) => write!(f, "{user}.{}", base64url::encode(name.as_bytes())),
        }
    }
}

impl FromStr for UserCursor {
    type Err = UserCursorError;

    fn from_str(text: &str) -> Result<Self, UserCursorError> {
        let user = |text: &str| text.parse().map_err(|_| UserCursorError);
        let Some((id, name)) = text.split_once('.') else {
            return user(text).map(Self::Joined);
        };
        let name = base64url::decode(name).map_err(|_| UserCursorError)?;
        let name = String::from_utf8(name).map_err(|_| UserCursorError)?;
        if name.chars().any(char::is_control) {
            return Err(UserCursorError);
        }
        Ok(Self::Name(name, user(id)?))
    }
}
