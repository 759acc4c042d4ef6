use authnex_core::{
    flow::{Grant, SignInStep},
    token::Tokens,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Failure;

/// The client that headless sign-ins issue tokens to.
pub(super) const CLIENT_ID: &str = "authnex";

/// What a headless sign-in is for.
pub(super) fn grant(resource: Option<String>) -> Grant {
    Grant::Tokens {
        client_id: CLIENT_ID.to_owned(),
        resource,
    }
}

/// Tokens of a session.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenAnswer {
    /// A JWT (RFC 9068).
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Life of the access token, in seconds.
    expires_in: u32,
    /// Good for one use.
    refresh_token: String,
}

impl From<Tokens> for TokenAnswer {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access_token,
            token_type: "Bearer",
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh_token.expose().to_owned(),
        }
    }
}

/// What comes after a step of the sign-in machine.
#[derive(Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
pub(crate) enum SignInAnswer {
    /// Something has to be done first.
    ActionRequired {
        /// The handle of this sign-in, for the next step.
        flow: String,
        /// What has to be done: `change_password`, `verify_email` or `enrol_mfa`.
        action: &'static str,
    },
    /// A second factor is wanted.
    SecondFactorRequired {
        /// The handle of this sign-in, for the next step.
        flow: String,
        /// The ways in which it can be given: `totp`, `passkey`, `recovery_code`.
        methods: Vec<&'static str>,
    },
    /// The session is open.
    SignedIn(TokenAnswer),
}

impl TryFrom<SignInStep> for SignInAnswer {
    type Error = Failure;

    fn try_from(step: SignInStep) -> Result<Self, Failure> {
        match step {
            SignInStep::ActionRequired { flow, action } => Ok(Self::ActionRequired {
                flow: flow.expose().to_owned(),
                action: action.as_str(),
            }),
            SignInStep::SecondFactorRequired { flow, methods } => Ok(Self::SecondFactorRequired {
                flow: flow.expose().to_owned(),
                methods: methods.iter().map(|method| method.as_str()).collect(),
            }),
            SignInStep::SignedIn(signed_in) => {
                let tokens = signed_in.tokens;
                let tokens = tokens.ok_or_else(|| Failure::internal("a sign-in without tokens"))?;
                Ok(Self::SignedIn(tokens.into()))
            }
        }
    }
}
