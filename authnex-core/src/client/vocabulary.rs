use serde::{Deserialize, Serialize};

/// Where the application runs (OpenID Connect Registration 1.0, 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationType {
    /// On the user's own device.
    Native,
    /// On a server, or in a browser.
    #[default]
    Web,
}

/// How a client proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// By its secret in the Authorization header (RFC 6749 2.3.1).
    #[default]
    ClientSecretBasic,
    /// By an assertion under its secret (RFC 7523 2.2).
    ClientSecretJwt,
    /// By its secret in the form (RFC 6749 2.3.1).
    ClientSecretPost,
    /// Not at all: a public client.
    None,
    /// By an assertion under its private key (RFC 7523 2.2).
    PrivateKeyJwt,
    /// By a certificate that its `jwks` names (RFC 8705 2.2).
    SelfSignedTlsClientAuth,
    /// By a certificate of a trusted authority (RFC 8705 2.1).
    TlsClientAuth,
}

impl AuthMethod {
    /// Whether the client must have a secret for it.
    #[must_use]
    pub const fn takes_secret(self) -> bool {
        match self {
            Self::ClientSecretBasic | Self::ClientSecretJwt | Self::ClientSecretPost => true,
            Self::None
            | Self::PrivateKeyJwt
            | Self::SelfSignedTlsClientAuth
            | Self::TlsClientAuth => false,
        }
    }

    /// Whether the client must publish keys for it.
    #[must_use]
    pub const fn takes_keys(self) -> bool {
        matches!(self, Self::PrivateKeyJwt | Self::SelfSignedTlsClientAuth)
    }
}

/// How a client gets tokens (RFC 7591 2). `password` and `implicit` do not exist here (RFC 9700 2.1.2, 2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// By a code out of the user's browser.
    AuthorizationCode,
    /// In the client's own name.
    ClientCredentials,
    /// By a user at another device (RFC 8628).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
    /// By an assertion (RFC 7523 2.1).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:jwt-bearer")]
    JwtBearer,
    /// By a refresh token.
    RefreshToken,
    /// For another token (RFC 8693).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:token-exchange")]
    TokenExchange,
}

/// What the authorization endpoint answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseType {
    /// A code (RFC 6749 4.1).
    Code,
    /// Nothing.
    None,
}

/// Whether all clients see the same `sub` of a user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// Each sector sees one of its own.
    Pairwise,
    /// They do.
    #[default]
    Public,
}
