use async_trait::async_trait;

use super::{NewSignInFlow, SignInFlow};
use crate::{
    foundation::{Timestamp, TokenHash},
    store::{Consumed, StoreError},
};

/// Reads of sign-ins under way.
#[async_trait]
pub trait SignInFlowReads: Send + Sync {
    /// The sign-in with this handle, unless it was used or has expired.
    async fn find_sign_in_flow(
        &self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<SignInFlow>, StoreError>;
}

/// Writes of sign-ins under way.
#[async_trait]
pub trait SignInFlowWrites: Send + Sync {
    /// Stores a sign-in that needs another step.
    async fn insert_sign_in_flow(&self, new: &NewSignInFlow) -> Result<(), StoreError>;
    /// Uses the handle up: one statement decides who goes on.
    async fn consume_sign_in_flow(
        &self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Consumed<SignInFlow>, StoreError>;
}
