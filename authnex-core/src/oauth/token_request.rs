use super::{OAuthCode, Parameters, Refusal};

/// Which grant a token request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenGrant {
    /// `authorization_code`
    AuthorizationCode,
    /// `client_credentials`
    ClientCredentials,
    /// `refresh_token`
    RefreshToken,
}

impl TokenGrant {
    /// Reads `grant_type`. `password` and `implicit` do not exist (RFC 9700 2.1.2, 2.4).
    ///
    /// # Errors
    /// [`Refusal`]: `invalid_request` when it is missing, else `unsupported_grant_type`.
    pub fn read(parameters: &Parameters) -> Result<Self, Refusal> {
        match parameters.get("grant_type") {
            None => Err(Refusal::request("grant_type is missing")),
            Some("authorization_code") => Ok(Self::AuthorizationCode),
            Some("client_credentials") => Ok(Self::ClientCredentials),
            Some("refresh_token") => Ok(Self::RefreshToken),
            Some(_) => Err(Refusal::new(
                OAuthCode::UnsupportedGrantType,
                "there is no such grant_type here",
            )),
        }
    }
}
