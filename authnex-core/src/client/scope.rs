use std::collections::BTreeSet;

use crate::role::{Permission, PermissionError};

/// The scopes of OpenID Connect Core 1.0, 5.4 and 11, and `roles`, which opens the names of the user's roles.
/// Every other scope is a permission.
pub const OPENID_SCOPES: [&str; 7] = [
    "address",
    "email",
    "offline_access",
    "openid",
    "phone",
    "profile",
    "roles",
];

/// A scope that is neither OpenID's nor a permission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("scope '{scope}': {error}")]
pub struct ScopeError {
    /// The scope.
    pub scope: String,
    /// Why it is no permission.
    pub error: PermissionError,
}

/// The permissions among blank-separated scopes.
///
/// # Errors
/// [`ScopeError`] names the first scope that is neither OpenID's nor a permission.
pub fn scope_permissions(scope: &str) -> Result<BTreeSet<Permission>, ScopeError> {
    scope
        .split_ascii_whitespace()
        .filter(|word| !OPENID_SCOPES.contains(word))
        .map(|word| {
            Permission::parse(word).map_err(|error| ScopeError {
                scope: word.to_owned(),
                error,
            })
        })
        .collect()
}
