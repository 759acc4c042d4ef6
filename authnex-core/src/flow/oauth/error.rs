use crate::{
    flow::{InternalError, error::from_internal},
    oauth::{OAuthCode, Refusal, RequestFault},
    token::IssueError,
};

/// Why a call of the token family is refused.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The client is told why.
    #[error(transparent)]
    Refused(Refusal),
    /// The tenant has just been made and waits for a key, which comes within seconds.
    #[error("the tenant has no key yet for this client's ID tokens")]
    KeyAwaited,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(TokenError);

impl From<Refusal> for TokenError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<IssueError> for TokenError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::NoKey => Self::KeyAwaited,
            IssueError::Sign => Self::Internal(error.into()),
        }
    }
}

impl TokenError {
    /// The code or token is wrong; which of the reasons it is, is nobody's business.
    pub(super) const INVALID_GRANT: Refusal = Refusal::new(
        OAuthCode::InvalidGrant,
        "the code or token is not valid here, was used, or has expired",
    );
}

/// Why an authorization request is not answered by a code.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizeError {
    /// The request is refused.
    #[error(transparent)]
    Fault(RequestFault),
    /// The session ended, or the user or client was disabled meanwhile: begin anew.
    #[error("the session ended meanwhile")]
    SessionEnded,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(AuthorizeError);

impl From<RequestFault> for AuthorizeError {
    fn from(fault: RequestFault) -> Self {
        Self::Fault(fault)
    }
}

/// Why userinfo says nothing.
#[derive(Debug, thiserror::Error)]
pub enum UserInfoError {
    /// The token is unknown here, has expired or was ended.
    #[error("the access token is not valid here")]
    InvalidToken,
    /// The token was not granted `openid`.
    #[error("the access token was not granted openid")]
    InsufficientScope,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(UserInfoError);
