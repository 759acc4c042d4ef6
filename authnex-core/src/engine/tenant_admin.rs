use super::TenantHandle;
use crate::{
    event::StoredEvent,
    flow::{
        CreateUserError, InternalError, NewUserByOperator, OneTimeError, RoleChangeError,
        RotateError, UpdatePolicyError, assign_role, create_role, create_user, issue_one_time,
        redeem_one_time, rotate_signing_keys, set_user_status, unassign_role, update_policy,
    },
    foundation::{
        EventId, Page, PageRequest, PlainToken, RequestContext, RoleId, SigningKeyId, UserId,
    },
    jose::Algorithm,
    one_time::{OneTimeGrant, OneTimePurpose},
    policy::PolicyOverrides,
    store::StoreError,
    user::{User, UserStatus},
};

/// What an administrator, or the embedding application in such a one's name, does.
impl TenantHandle {
    pub(super) fn forget_snapshot(&self) {
        self.authnex().inner().snapshots.forget(self.slug());
    }

    /// Makes an account on somebody else's behalf.
    ///
    /// # Errors
    /// [`CreateUserError`] says why there is none.
    pub async fn create_user(
        &self,
        request: NewUserByOperator,
        context: &RequestContext,
    ) -> Result<User, CreateUserError> {
        create_user(self.authnex().env(), self.scope(), request, context).await
    }

    /// The user with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let env = self.authnex().env();
        env.store.reader(self.scope()).find_user(id).await
    }

    /// Users by id.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_users(&self, page: &PageRequest<UserId>) -> Result<Page<User>, StoreError> {
        let env = self.authnex().env();
        let rows = env.store.reader(self.scope()).list_users(page).await?;
        Ok(Page::from_rows(rows, page.limit(), |user| {
            user.id.to_string()
        }))
    }

    /// Events from the newest back.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_events(
        &self,
        page: &PageRequest<EventId>,
    ) -> Result<Page<StoredEvent>, StoreError> {
        let env = self.authnex().env();
        let rows = env.store.reader(self.scope()).list_events(page).await?;
        Ok(Page::from_rows(rows, page.limit(), |event| {
            event.id.to_string()
        }))
    }

    /// Suspends or reactivates a user; `false` if it was so already.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn set_user_status(
        &self,
        user: UserId,
        status: UserStatus,
        context: &RequestContext,
    ) -> Result<bool, InternalError> {
        let env = self.authnex().env();
        set_user_status(env, self.scope(), (user, status), context).await
    }

    /// Makes a role of the tenant's own.
    ///
    /// # Errors
    /// [`RoleChangeError`] says what of name or permissions does not do.
    pub async fn create_role(
        &self,
        name: &str,
        permissions: &[&str],
        context: &RequestContext,
    ) -> Result<RoleId, RoleChangeError> {
        let env = self.authnex().env();
        let id = create_role(env, self.scope(), (name, permissions), context).await?;
        self.forget_snapshot();
        Ok(id)
    }

    /// Gives a user a role; `false` if the user has it already.
    ///
    /// # Errors
    /// [`RoleChangeError`] when there is no such role or user.
    pub async fn assign_role(
        &self,
        user: UserId,
        name: &str,
        context: &RequestContext,
    ) -> Result<bool, RoleChangeError> {
        assign_role(self.authnex().env(), self.scope(), (user, name), context).await
    }

    /// Takes a role from a user; `false` if the user did not have it.
    ///
    /// # Errors
    /// [`RoleChangeError`] when there is no such role or user.
    pub async fn unassign_role(
        &self,
        user: UserId,
        name: &str,
        context: &RequestContext,
    ) -> Result<bool, RoleChangeError> {
        unassign_role(self.authnex().env(), self.scope(), (user, name), context).await
    }

    /// Where the tenant differs from the platform's policy.
    #[must_use]
    pub fn policy_overrides(&self) -> &PolicyOverrides {
        &self.scope().snapshot().tenant.overrides
    }

    /// Replaces the overrides, if the configuration still is the one that this handle shows.
    ///
    /// # Errors
    /// [`UpdatePolicyError`] says which value does not do.
    pub async fn update_policy(
        &self,
        overrides: PolicyOverrides,
        context: &RequestContext,
    ) -> Result<(), UpdatePolicyError> {
        let env = self.authnex().env();
        let updated = update_policy(env, self.scope(), overrides, context).await;
        // Also when another change came first: the next look then shows it.
        self.forget_snapshot();
        updated
    }

    /// Makes the next key of one algorithm, or of each, the active one; says which keys sign now.
    ///
    /// # Errors
    /// [`RotateError`] when another rotation came first.
    pub async fn rotate_signing_keys(
        &self,
        algorithm: Option<Algorithm>,
        context: &RequestContext,
    ) -> Result<Vec<SigningKeyId>, RotateError> {
        let env = self.authnex().env();
        let active = rotate_signing_keys(env, self.scope(), algorithm, context).await?;
        self.forget_snapshot();
        Ok(active)
    }

    /// Issues a token that may be redeemed once within so many seconds.
    ///
    /// # Errors
    /// [`OneTimeError`] when the data is too large.
    pub async fn issue_one_time(
        &self,
        purpose: OneTimePurpose,
        grant: OneTimeGrant,
        seconds: u32,
        context: &RequestContext,
    ) -> Result<PlainToken, OneTimeError> {
        let env = self.authnex().env();
        issue_one_time(env, self.scope(), (purpose, grant), seconds, context).await
    }

    /// Redeems a token: `None` if it is spent, expired, of another purpose or of another tenant.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn redeem_one_time(
        &self,
        purpose: &OneTimePurpose,
        token: &str,
        context: &RequestContext,
    ) -> Result<Option<OneTimeGrant>, InternalError> {
        let env = self.authnex().env();
        redeem_one_time(env, self.scope(), (purpose, token), context).await
    }
}
