use std::sync::Arc;

use super::TenantHandle;
use crate::{
    flow::{
        CurrentUser, Door, Grant, PasswordSignIn, SignInError, SignInStep,
        change_required_password, sign_in,
    },
    foundation::{PlainToken, RequestContext, Secret, TokenKind},
    session::Session,
    store::StoreError,
    tenant::TenantState,
};

/// What the portal does, where an organization is administered. While a tenant is suspended its owners still
/// come in there, and nobody anywhere else: see [`TenantHandle::authenticate_suspended_owner`].
impl TenantHandle {
    /// As [`TenantHandle::sign_in`], and lets the owners of a suspended tenant in.
    ///
    /// # Errors
    /// [`SignInError`]; a stranger learns nothing from it.
    pub async fn sign_in_at_portal(
        &self,
        request: PasswordSignIn,
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (request, Door::Portal, None);
        sign_in(self.authnex().env(), self.scope(), step, context).await
    }

    /// As [`TenantHandle::change_required_password`], and lets the owners of a suspended tenant in.
    ///
    /// # Errors
    /// [`SignInError`]; a password that does not do leaves the handle good.
    pub async fn change_required_password_at_portal(
        &self,
        flow: &str,
        new_password: Secret,
        grant: Grant,
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (flow, new_password, Door::Portal);
        change_required_password(self.authnex().env(), self.scope(), step, &grant, context).await
    }

    /// The owner of this suspended tenant who is signed in by a session's token; `None` for anybody else, and
    /// whenever the tenant is not suspended. It opens nothing but the page that says so.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn authenticate_suspended_owner(
        &self,
        token: &str,
    ) -> Result<Option<CurrentUser>, StoreError> {
        if self.state() != TenantState::Suspended {
            return Ok(None);
        }
        let Ok(token) = PlainToken::parse(TokenKind::Session, token) else {
            return Ok(None);
        };
        let env = self.authnex().env();
        let reader = env.store.reader(self.scope());
        let found = reader.find_session(&token.hash(), env.now()).await?;
        let Some(session) = found.and_then(|found| self.still_live(Arc::new(found))) else {
            return Ok(None);
        };
        if !Door::Portal
            .lets_in(&*reader, self.scope(), session.user)
            .await?
        {
            return Ok(None);
        }
        self.current_user(Session::clone(&session)).await
    }
}
