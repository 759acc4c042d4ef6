use super::TenantHandle;
use crate::{
    flow::{
        CurrentUser, Door, EnrolledStep, FactorError, Grant, InternalError, PasswordSignIn,
        RecoveryCodes, SecondFactorAnswer, SignInError, SignInStep, StepUp, TotpSetup, answer_code,
        confirm_totp, confirm_totp_at_sign_in, continue_verified, factors_of, forget_device,
        is_recent, remove_totp, replace_recovery_codes, reset_mfa, sign_in, start_totp,
        start_totp_at_sign_in, step_up,
    },
    foundation::{RequestContext, Secret, TrustedDeviceId, UserId},
    policy::Mfa,
    sign_in::EnrolledFactors,
    store::StoreError,
    trusted_device::TrustedDevice,
};

/// Through which pages a sign-in goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInPlace {
    /// The tenant's own pages and API.
    Tenant,
    /// The portal, which also lets the owners of a suspended tenant in.
    Portal,
}

impl SignInPlace {
    pub(super) const fn door(self) -> Door {
        match self {
            Self::Tenant => Door::Tenant,
            Self::Portal => Door::Portal,
        }
    }
}

/// Second factors at sign-in.
impl TenantHandle {
    /// As [`TenantHandle::sign_in`], from a browser that brings the token of one that the user trusts: while it is
    /// trusted no second factor is asked for.
    ///
    /// # Errors
    /// [`SignInError`]; a stranger learns nothing from it.
    pub async fn sign_in_from_browser(
        &self,
        request: PasswordSignIn,
        (place, trusted): (SignInPlace, Option<&str>),
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (request, place.door(), trusted);
        sign_in(self.authnex().env(), self.scope(), step, context).await
    }

    /// Gives the second factor that a sign-in waits for, by a code of the authenticator app or a recovery code.
    ///
    /// # Errors
    /// [`SignInError`]; a wrong code leaves the handle good and is counted like a wrong password.
    pub async fn answer_second_factor(
        &self,
        (flow, answer, place): (&str, SecondFactorAnswer, SignInPlace),
        grant: Grant,
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (flow, answer, place.door());
        answer_code(self.authnex().env(), self.scope(), step, &grant, context).await
    }

    /// Begins the enrolment that a sign-in waits for; the handle stays good.
    ///
    /// # Errors
    /// [`SignInError`]; a handle that waits for something else is unknown.
    pub async fn start_totp_at_sign_in(
        &self,
        (flow, place): (&str, SignInPlace),
        context: &RequestContext,
    ) -> Result<TotpSetup, SignInError> {
        let waits = (flow, place.door());
        start_totp_at_sign_in(self.authnex().env(), self.scope(), waits, context).await
    }

    /// Finishes the enrolment that a sign-in waits for, and goes on; says the recovery codes.
    ///
    /// # Errors
    /// [`SignInError`]; a wrong code leaves the handle good and is counted like a wrong password.
    pub async fn confirm_totp_at_sign_in(
        &self,
        (flow, code, place): (&str, &Secret, SignInPlace),
        grant: Grant,
        context: &RequestContext,
    ) -> EnrolledStep {
        let step = (flow, code, place.door());
        let env = self.authnex().env();
        confirm_totp_at_sign_in(env, self.scope(), step, &grant, context).await
    }

    /// Goes on with a sign-in that waits for something which is wanted no longer, as
    /// [`TenantHandle::continue_verified_sign_in`] does.
    ///
    /// # Errors
    /// [`SignInError`]; a handle that was used, has expired or is of another tenant is unknown.
    pub async fn continue_sign_in(
        &self,
        (flow, place): (&str, SignInPlace),
        grant: Grant,
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (flow, place.door());
        continue_verified(self.authnex().env(), self.scope(), step, &grant, context).await
    }
}

/// The own factors of whoever is signed in.
impl TenantHandle {
    /// What a user has enrolled.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn enrolled_factors(&self, user: UserId) -> Result<EnrolledFactors, StoreError> {
        factors_of(&*self.authnex().env().store.reader(self.scope()), user).await
    }

    /// Whether a user has a password.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn has_password(&self, user: UserId) -> Result<bool, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        Ok(reader.find_password(user).await?.is_some())
    }

    /// Whether users may enrol an authenticator app.
    #[must_use]
    pub fn offers_mfa(&self) -> bool {
        self.policy().mfa != Mfa::Off
    }

    /// Whether the user proved lately enough to be the user to change factors: within the policy's
    /// `step_up_seconds`.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn is_recent(&self, who: &CurrentUser) -> Result<bool, StoreError> {
        is_recent(self.authnex().env(), self.scope(), who).await
    }

    /// Proves again, by password or code, that the user is the user: renews the session's `auth_time`.
    ///
    /// # Errors
    /// [`FactorError`]; what is wrong is counted like a wrong password.
    pub async fn step_up(
        &self,
        who: &CurrentUser,
        given: StepUp,
        context: &RequestContext,
    ) -> Result<(), FactorError> {
        step_up(self.authnex().env(), self.scope(), who, given, context).await
    }

    /// Makes a secret for an authenticator app. Who has one gives a code of it, and the new one takes its place once
    /// it is confirmed.
    ///
    /// # Errors
    /// [`FactorError`] says why there is none.
    pub async fn start_totp(
        &self,
        who: &CurrentUser,
        code: Option<&Secret>,
        context: &RequestContext,
    ) -> Result<TotpSetup, FactorError> {
        start_totp(self.authnex().env(), self.scope(), who, code, context).await
    }

    /// Confirms the secret by a first code, and takes the app into use; says the recovery codes.
    ///
    /// # Errors
    /// [`FactorError`]; a wrong code is counted like a wrong password.
    pub async fn confirm_totp(
        &self,
        who: &CurrentUser,
        code: &Secret,
        context: &RequestContext,
    ) -> Result<RecoveryCodes, FactorError> {
        confirm_totp(self.authnex().env(), self.scope(), who, code, context).await
    }

    /// Takes the authenticator app away, on a code of it or a recovery code.
    ///
    /// # Errors
    /// [`FactorError`] says why it stays.
    pub async fn remove_totp(
        &self,
        who: &CurrentUser,
        code: &Secret,
        context: &RequestContext,
    ) -> Result<(), FactorError> {
        remove_totp(self.authnex().env(), self.scope(), who, code, context).await
    }

    /// Puts fresh recovery codes in the place of the old ones, on a code of the app or a recovery code.
    ///
    /// # Errors
    /// [`FactorError`] says why they stay.
    pub async fn replace_recovery_codes(
        &self,
        who: &CurrentUser,
        code: &Secret,
        context: &RequestContext,
    ) -> Result<RecoveryCodes, FactorError> {
        replace_recovery_codes(self.authnex().env(), self.scope(), who, code, context).await
    }

    /// The browsers that the user trusts, the newest first, at most 100.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_trusted_devices(
        &self,
        user: UserId,
    ) -> Result<Vec<TrustedDevice>, StoreError> {
        let env = self.authnex().env();
        let reader = env.store.reader(self.scope());
        reader.list_trusted_devices(user, env.now()).await
    }

    /// Trusts one of the own browsers no longer; `false` if there is none with this id.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn forget_device(
        &self,
        who: &CurrentUser,
        device: TrustedDeviceId,
        context: &RequestContext,
    ) -> Result<bool, InternalError> {
        let which = (who, device);
        forget_device(self.authnex().env(), self.scope(), which, context).await
    }

    /// Takes a user's second factors away, for who has lost them; `None` if there is no such user, `false` if there
    /// was nothing to take away.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn reset_mfa(
        &self,
        user: UserId,
        context: &RequestContext,
    ) -> Result<Option<bool>, InternalError> {
        reset_mfa(self.authnex().env(), self.scope(), user, context).await
    }
}
