use super::TenantHandle;
use crate::{
    flow::{
        Door, Grant, MailRequestError, MailedProof, MailedSignIn, Proving, ResetPassword,
        ResetPasswordError, SignInError, SignInMailRequest, SignInOrigin, SignInStep, UnlockError,
        VerifyEmailError, continue_verified, find_sign_in_origin, note_device, request_mail,
        reset_password, send_sign_in_mail, sign_in_by_mail, unlock_account, verify_email,
    },
    foundation::{PlainToken, RequestContext, TokenKind, UserId},
    store::StoreError,
};

/// What goes by mail.
impl TenantHandle {
    /// Mails a link and a code with which to set another password, if there is such an account. The answer is
    /// the same if there is none.
    ///
    /// # Errors
    /// [`MailRequestError`]; never that there is no such account.
    pub async fn forgot_password(
        &self,
        login: &str,
        context: &RequestContext,
    ) -> Result<(), MailRequestError> {
        let env = self.authnex().env();
        request_mail(env, self.scope(), Proving::Reset, login, context).await
    }

    /// Sets the password of whoever reads the account's mail; says whose it is. It signs nobody in.
    ///
    /// # Errors
    /// [`ResetPasswordError`]; a password that does not do leaves link and code good.
    pub async fn reset_password(
        &self,
        request: ResetPassword,
        context: &RequestContext,
    ) -> Result<UserId, ResetPasswordError> {
        reset_password(self.authnex().env(), self.scope(), request, context).await
    }

    /// Mails a link and a code that verify the account's address, if there is such an account and its address
    /// is not verified yet. The answer is the same in every case.
    ///
    /// # Errors
    /// [`MailRequestError`]; never that there is no such account.
    pub async fn send_verification(
        &self,
        login: &str,
        context: &RequestContext,
    ) -> Result<(), MailRequestError> {
        let env = self.authnex().env();
        request_mail(env, self.scope(), Proving::Address, login, context).await
    }

    /// Takes a mailed link or code as the proof that the address is the user's own; says whose it is.
    ///
    /// # Errors
    /// [`VerifyEmailError`] says why it is not taken.
    pub async fn verify_email(
        &self,
        proof: &MailedProof,
        context: &RequestContext,
    ) -> Result<UserId, VerifyEmailError> {
        verify_email(self.authnex().env(), self.scope(), proof, context).await
    }

    /// Unlocks the account of whoever reads the mail that told of the lock. It signs nobody in.
    ///
    /// # Errors
    /// [`UnlockError`] says why it stays locked.
    pub async fn unlock_account(
        &self,
        token: &str,
        context: &RequestContext,
    ) -> Result<(), UnlockError> {
        unlock_account(self.authnex().env(), self.scope(), token, context).await
    }

    /// What a browser is to keep from this sign-in on, besides the session: with it in
    /// [`RequestContext::device`] it has a counter of failures of its own, so that strangers cannot lock its user out.
    /// It proves nothing else, and is replaced at each sign-in.
    #[must_use]
    pub fn note_device(&self, user: UserId, context: &RequestContext) -> String {
        let entropy = self.authnex().entropy();
        note_device(self.scope(), user, context, entropy)
    }

    /// Goes on with a sign-in that waited for the user's address to be verified. While it is not, the answer is
    /// the same action under the same handle.
    ///
    /// # Errors
    /// [`SignInError`]; a handle that was used, has expired or is of another tenant is unknown.
    pub async fn continue_verified_sign_in(
        &self,
        flow: &str,
        grant: Grant,
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (flow, Door::Tenant);
        continue_verified(self.authnex().env(), self.scope(), step, &grant, context).await
    }

    /// Mails a link and a code with which to sign in, if there is such an account and it may sign in so. The answer
    /// is the same if not.
    ///
    /// # Errors
    /// [`MailRequestError`], also if the policy lets nobody sign in by mail; never that there is no such account.
    pub async fn send_sign_in_mail(
        &self,
        request: &SignInMailRequest,
        context: &RequestContext,
    ) -> Result<(), MailRequestError> {
        send_sign_in_mail(self.authnex().env(), self.scope(), request, context).await
    }

    /// Where the sign-in of a mailed link was begun, if the link is good now. It uses nothing up.
    ///
    /// # Errors
    /// The store's.
    pub async fn sign_in_origin(&self, token: &str) -> Result<Option<SignInOrigin>, StoreError> {
        let Ok(token) = PlainToken::parse(TokenKind::OneTime, token.trim()) else {
            return Ok(None);
        };
        find_sign_in_origin(self.authnex().env(), self.scope(), &token.hash()).await
    }

    /// Signs in whoever reads the account's mail, or says what has to be done first.
    ///
    /// # Errors
    /// [`SignInError`]; a stranger learns nothing from it.
    pub async fn sign_in_by_mail(
        &self,
        request: MailedSignIn,
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (request, Door::Tenant);
        sign_in_by_mail(self.authnex().env(), self.scope(), step, context).await
    }
}
