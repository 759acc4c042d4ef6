use std::collections::BTreeSet;

use super::Permission;
use crate::foundation::{RoleId, Timestamp};

/// The roles that come with every tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SystemRole {
    /// All permissions, the tenant's own included.
    Owner,
    /// All of the catalogue but `tenant:write`.
    Admin,
    /// None: the own profile needs no permission.
    Member,
}

impl SystemRole {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Admin, Self::Member];

    /// The role's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
        }
    }

    /// The catalogue's permissions that the role holds.
    #[must_use]
    pub fn permissions(self) -> BTreeSet<Permission> {
        match self {
            Self::Owner => Permission::catalogue().collect(),
            Self::Admin => Permission::catalogue()
                .filter(|p| p.as_str() != "tenant:write")
                .collect(),
            Self::Member => BTreeSet::new(),
        }
    }
}

/// Where a role comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RoleKind {
    /// Made by the tenant.
    Custom,
    /// Comes with every tenant, cannot be edited.
    System,
}

impl RoleKind {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::System => "system",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Custom, Self::System]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// Why a text is no role's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role's name has 1 to 40 of a-z, 0-9, '-', '_'")]
pub struct RoleError;

/// A role's name: 1 to 40 characters of a-z, 0-9, `-`, `_`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoleName(String);

impl RoleName {
    /// Takes a name in.
    ///
    /// # Errors
    /// [`RoleError`] if it has another shape.
    pub fn parse(text: &str) -> Result<Self, RoleError> {
        let fits = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_'));
        fits.then(|| Self(text.to_owned())).ok_or(RoleError)
    }

    /// The name's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A role as stored.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Its name, unique in the tenant.
    pub name: RoleName,
    /// Where it comes from.
    pub kind: RoleKind,
    /// What it allows.
    pub permissions: BTreeSet<Permission>,
}

/// A role about to be made.
#[derive(Clone, Debug)]
pub struct NewRole {
    /// The role.
    pub role: Role,
    /// When it is made.
    pub created_at: Timestamp,
}
