use serde_json::{Map, Value};

/// The claims of a verified access token ([RFC 9068] 2.2), under their names on the wire. Times
/// are in seconds since 1970 (UTC).
///
/// Only [`Verifier::verify`](super::Verifier::verify) makes one.
///
/// [RFC 9068]: https://www.rfc-editor.org/rfc/rfc9068
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AccessToken {
    /// The issuer; equal to the verifier's.
    pub iss: String,
    /// Whom the token speaks for: a user's id, or the client's when no user takes part.
    pub sub: String,
    /// For whom it is meant; holds at least one of the verifier's audiences.
    pub aud: Vec<String>,
    /// The client that the token was issued to.
    pub client_id: String,
    /// When it was issued.
    pub iat: u64,
    /// When it ends.
    pub exp: u64,
    /// Before when it is not valid.
    pub nbf: Option<u64>,
    /// The token's own id.
    pub jti: String,
    /// The granted scopes, the claim `scope` split at its blanks.
    pub scope: Vec<String>,
    /// When the user last authenticated.
    pub auth_time: Option<u64>,
    /// How strongly the user authenticated.
    pub acr: Option<String>,
    /// By which methods the user authenticated (RFC 8176).
    pub amr: Vec<String>,
    /// The public id of the session, for sign-out.
    pub sid: Option<String>,
    /// The names of the subject's roles.
    pub roles: Vec<String>,
    /// What the subject may do, as `noun:verb`.
    pub permissions: Vec<String>,
    /// Every other claim.
    pub extra: Map<String, Value>,
}

impl AccessToken {
    /// Whether the permission, such as `articles:write`, is among the token's.
    #[must_use]
    pub fn has_permission(&self, permission: &str) -> bool {
        self.permissions.iter().any(|held| held == permission)
    }

    /// Whether the role is among the token's.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }

    /// Whether the scope is among the granted ones.
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scope.iter().any(|held| held == scope)
    }
}
