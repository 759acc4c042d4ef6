//! The sign-in machine: identify, prove, do what is required, get a session.
//!
//! Portal, hosted pages, JSON API and, later, the authorize endpoint drive the same machine. Nothing is
//! written until a first factor was right; a sign-in that needs another step is then a row whose handle
//! ([`TokenKind::Flow`](crate::foundation::TokenKind)) is consumed by one statement at each step and replaced.
//! Suspension and policy are checked again at every step, lockout before every
//! password.

mod model;
mod proof;
mod repo;

pub use model::{NewSignInFlow, RequiredAction, SignInFlow, SignInState, StateError};
pub use proof::{Proof, Proofs, VerifiedPassword};
pub use repo::{SignInFlowReads, SignInFlowWrites};
