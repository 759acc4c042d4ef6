//! The sign-in machine: identify, prove, do what is required, get a session.
//!
//! Portal, hosted pages, JSON API and, later, the authorize endpoint drive the same machine. Nothing is
//! written until a first factor was right; a sign-in that needs another step is then a row whose handle
//! ([`TokenKind::Flow`](crate::foundation::TokenKind)) is consumed by one statement at each step and replaced.
//! What comes next is decided by one function for every door, in this order: second factor, another password,
//! verified address, enrolment of a second factor, session. Suspension, policy and lockout are checked again in
//! the unit of every step.

mod factor;
mod model;
mod proof;
mod repo;

pub use factor::{EnrolledFactors, SecondFactorMethod};
pub use model::{NewSignInFlow, RequiredAction, SignInFlow, SignInState, StateError};
pub use proof::{
    Proof, Proofs, VerifiedMailedLink, VerifiedPasskey, VerifiedPassword, VerifiedRecoveryCode,
    VerifiedTotp,
};
pub use repo::{SignInFlowReads, SignInFlowWrites};
