use serde::{Deserialize, Serialize};

use super::Proofs;
use crate::foundation::{FlowId, Timestamp, TokenHash, UserId};

/// What a user has to do before the session opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequiredAction {
    /// Set another password.
    ChangePassword,
    /// Enrol a second factor.
    EnrolMfa,
    /// Show that the e-mail address is the user's own.
    VerifyEmail,
}

impl RequiredAction {
    /// The name that clients see.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChangePassword => "change_password",
            Self::EnrolMfa => "enrol_mfa",
            Self::VerifyEmail => "verify_email",
        }
    }
}

/// A state of the machine that outlives a request. States that are over in the request that begins them
/// (identify, prove) are never stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInState {
    /// The user has proved enough, and has to do something before the session opens.
    ActionRequired {
        /// How the user proved to be the user.
        proofs: Proofs,
        /// What has to be done.
        action: RequiredAction,
    },
    /// The first factor was right, and a second one is wanted.
    SecondFactor {
        /// How the user proved to be the user so far.
        proofs: Proofs,
    },
}

/// Why a stored state is not taken up.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Written by a version of the machine that this binary does not know: the sign-in begins anew.
    #[error("the sign-in was begun by another version")]
    Version,
    /// It does not decode.
    #[error("the stored sign-in is damaged")]
    Damaged,
}

#[derive(Serialize, Deserialize)]
struct Versioned<S> {
    v: u32,
    state: S,
}

impl SignInState {
    const VERSION: u32 = 2;

    /// Whose sign-in it is.
    #[must_use]
    pub const fn user(&self) -> UserId {
        match self {
            Self::ActionRequired { proofs, .. } | Self::SecondFactor { proofs } => proofs.user(),
        }
    }

    /// The stored form, `{v, state}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&Versioned {
            v: Self::VERSION,
            state: self,
        })
        .unwrap_or_default()
    }

    /// From the stored form.
    ///
    /// # Errors
    /// [`StateError::Version`] for a version this binary does not know: restart politely.
    pub fn from_json(text: &str) -> Result<Self, StateError> {
        let any: Versioned<serde_json::Value> =
            serde_json::from_str(text).map_err(|_| StateError::Damaged)?;
        if any.v != Self::VERSION {
            return Err(StateError::Version);
        }
        serde_json::from_value(any.state).map_err(|_| StateError::Damaged)
    }
}

/// A sign-in under way, as stored.
#[derive(Clone, Debug)]
pub struct SignInFlow {
    /// Its id.
    pub id: FlowId,
    /// Its state as JSON `{v, state}`: see [`SignInState::from_json`].
    pub state: String,
}

/// A sign-in under way, about to be stored.
#[derive(Clone, Debug)]
pub struct NewSignInFlow {
    /// Its id.
    pub id: FlowId,
    /// The hash of its handle.
    pub token: TokenHash,
    /// Its state.
    pub state: SignInState,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Until when it may go on.
    pub expires_at: Timestamp,
}
