use authnex_core::{
    flow::{TokenError, UserInfoError},
    oauth::{OAuthCode, Refusal},
};
use http::StatusCode;

use super::Failure;

/// RFC 6749 5.2: a client that did not prove itself is challenged by the scheme that it may use.
const BASIC: &str = "Basic realm=\"oauth\"";

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.code {
            OAuthCode::InvalidClient => StatusCode::UNAUTHORIZED,
            OAuthCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            OAuthCode::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        let code = refusal.code.as_str();
        let title = "The request was refused";
        let mut failure = Self::new(status, code, title, refusal.description);
        failure.oauth_error = Some(code);
        failure.challenge = (status == StatusCode::UNAUTHORIZED).then_some(BASIC);
        failure
    }
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Refused(refusal) => refusal.into(),
            TokenError::KeyAwaited => Self::unavailable(5, "the tenant waits for a signing key"),
            TokenError::Internal(error) => error.into(),
        }
    }
}

impl From<UserInfoError> for Failure {
    fn from(error: UserInfoError) -> Self {
        match error {
            UserInfoError::InvalidToken => {
                let mut failure = Self::invalid_token("The access token is not valid here.");
                failure.oauth_error = Some("invalid_token");
                failure
            }
            UserInfoError::InsufficientScope => {
                let mut failure = Self::forbidden("openid");
                failure.oauth_error = Some("insufficient_scope");
                failure.challenge = Some("Bearer error=\"insufficient_scope\", scope=\"openid\"");
                failure
            }
            UserInfoError::Internal(error) => error.into(),
        }
    }
}
