use super::{
    InternalError, SignInError,
    error::{from_hash_error, from_internal},
    present_password::from_not_present,
};

/// Why a user's factors stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// Too much to do: try again.
    #[error("too much hashing at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// There is an authenticator app already, and no code of it was given.
    #[error("give a code of the authenticator app that is in use")]
    CodeRequired,
    /// Too many failures.
    #[error("too many failures; try again in {retry_after_seconds} s")]
    Locked {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The policy lets nobody enrol a second factor.
    #[error("this organization uses no second factors")]
    MfaOff,
    /// There is no such factor.
    #[error("no authenticator app is enrolled")]
    NotEnrolled,
    /// The policy wants the user to keep this factor, the last one.
    #[error("a second factor is required; enrol another one first")]
    Required,
    /// The session ended meanwhile.
    #[error("the session has ended; sign in again")]
    SessionEnded,
    /// It was too long ago that the user proved to be the user.
    #[error("show again who you are, by password or code")]
    StepUpRequired,
    /// The code is wrong, or was used.
    #[error("the code is wrong, or was used already")]
    WrongCode,
    /// The present password is another one.
    #[error("the present password is wrong")]
    WrongPassword,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(FactorError);
from_hash_error!(FactorError);
from_not_present!(FactorError);

/// What is shown of a new authenticator app: once, until a code confirms it.
#[derive(Clone, Debug)]
pub struct TotpSetup {
    /// The secret in base32, in groups of four, for typing in.
    pub secret: crate::Secret,
    /// The same as an `otpauth` URI, for a QR code.
    pub uri: crate::Secret,
}

/// Ten codes, to be shown once.
pub type RecoveryCodes = Vec<crate::Secret>;

/// What came of an enrolment within a sign-in.
pub type EnrolledStep = Result<(super::SignInStep, RecoveryCodes), SignInError>;
