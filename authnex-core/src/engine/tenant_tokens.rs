use std::sync::Arc;

use super::TenantHandle;
use crate::{
    flow::{CurrentUser, InternalError, TokenOwner, find_access_token},
    foundation::SessionId,
    session::Session,
    store::StoreError,
    tenant::TenantState,
    verify::VerifyError,
};

/// Why an access token opens nothing here.
#[derive(Debug, thiserror::Error)]
pub enum AccessTokenError {
    /// The token itself is refused.
    #[error(transparent)]
    Refused(#[from] VerifyError),
    /// The session it was issued in is over, or its user is gone or suspended.
    #[error("the session of this token has ended")]
    SessionEnded,
    /// The tenant is suspended or about to be deleted.
    #[error("this organization is not active")]
    TenantNotActive,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(#[from] InternalError),
}

impl From<StoreError> for AccessTokenError {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl TenantHandle {
    /// Who is signed in by an access token of this tenant for this tenant, and what the user may do now.
    ///
    /// # Errors
    /// [`AccessTokenError`] says why the token opens nothing.
    pub async fn authenticate_access_token(
        &self,
        token: &str,
    ) -> Result<CurrentUser, AccessTokenError> {
        if self.state() != TenantState::Active {
            return Err(AccessTokenError::TenantNotActive);
        }
        let env = self.authnex().env();
        let now = env.now();
        let seconds = u64::try_from(now.unix_seconds()).unwrap_or_default();
        let verifier = self.scope().snapshot().verifier.as_ref();
        let claims = verifier
            .ok_or(AccessTokenError::TenantNotActive)?
            .verify(token, seconds)?;
        let granted = if claims.jti.contains('.') {
            let known = find_access_token(env, self.scope(), token).await?;
            let Some(TokenOwner::Grant { client, .. }) = known.map(|known| known.owner) else {
                return Err(AccessTokenError::SessionEnded);
            };
            Some(client.metadata.first_party)
        } else {
            None
        };
        let id = claims
            .sid
            .as_deref()
            .and_then(|sid| sid.parse::<SessionId>().ok())
            .ok_or(AccessTokenError::SessionEnded)?;
        let session = env
            .store
            .reader(self.scope())
            .find_session_by_id(id, now)
            .await?
            .and_then(|session| self.still_live(Arc::new(session)))
            .ok_or(AccessTokenError::SessionEnded)?;
        let mut who = self
            .current_user(Session::clone(&session))
            .await?
            .filter(|who| who.user.id.to_string() == claims.sub)
            .ok_or(AccessTokenError::SessionEnded)?;
        if let Some(first_party) = granted {
            // A client does no more than the user granted to it, whatever the user may do.
            who.permissions.retain(|held| claims.scope.contains(held));
            who.is_delegated = !first_party;
        }
        Ok(who)
    }
}
