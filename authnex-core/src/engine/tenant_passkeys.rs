use serde_json::Value;

use super::{SignInPlace, TenantHandle};
use crate::{
    flow::{
        AddPasskeyError, BeginPasskeyError, CurrentUser, PasskeyCeremony, PasskeySignIn,
        RemovePasskeyError, RenamePasskeyError, SignInError, SignInStep, begin_add_passkey,
        begin_passkey_at_sign_in, begin_passkey_second_factor, begin_passkey_sign_in,
        begin_passkey_step_up, finish_add_passkey, finish_passkey_at_sign_in, passkey_sign_in,
        remove_passkey, rename_passkey, second_factor_methods, step_up_by_passkey,
    },
    foundation::{PasskeyId, RequestContext, UserId},
    passkey::{Passkey, UserHandle},
    sign_in::SecondFactorMethod,
    store::StoreError,
};

/// Passkeys: how they are added, named and removed, and how they sign in.
impl TenantHandle {
    /// What authenticators know a user by; `None` if none was asked yet.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn passkey_user_handle(
        &self,
        user: UserId,
    ) -> Result<Option<UserHandle>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        reader.find_user_handle(user).await
    }

    /// A user's passkeys, the oldest first; at most 20.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_passkeys(&self, user: UserId) -> Result<Vec<Passkey>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        reader.list_passkeys(user).await
    }

    /// Asks the user's browser for a passkey.
    ///
    /// # Errors
    /// [`AddPasskeyError`] when there can be none, or no more.
    pub async fn begin_add_passkey(
        &self,
        who: &CurrentUser,
    ) -> Result<PasskeyCeremony, AddPasskeyError> {
        begin_add_passkey(self.authnex().env(), self.scope(), who).await
    }

    /// Takes the browser's answer, in the session that asked for it, and adds the passkey.
    ///
    /// # Errors
    /// [`AddPasskeyError`] says why there is none.
    pub async fn finish_add_passkey(
        &self,
        who: &CurrentUser,
        (flow, credential): (&str, &Value),
        context: &RequestContext,
    ) -> Result<Passkey, AddPasskeyError> {
        let answer = (flow, credential);
        finish_add_passkey(self.authnex().env(), self.scope(), who, answer, context).await
    }

    /// Asks the browser of whoever is signed in for one of the own passkeys, to show again to be the user.
    ///
    /// # Errors
    /// [`BeginPasskeyError`] when there are no passkeys, or the user has none.
    pub async fn begin_passkey_step_up(
        &self,
        who: &CurrentUser,
    ) -> Result<PasskeyCeremony, BeginPasskeyError> {
        begin_passkey_step_up(self.authnex().env(), self.scope(), who).await
    }

    /// Proves again, by passkey, that the user is the user: renews the session's `auth_time`.
    ///
    /// # Errors
    /// [`SignInError`]; the ceremony is for one answer.
    pub async fn step_up_by_passkey(
        &self,
        who: &CurrentUser,
        (flow, credential): (&str, Value),
        context: &RequestContext,
    ) -> Result<(), SignInError> {
        let answer = (flow, credential);
        step_up_by_passkey(self.authnex().env(), self.scope(), who, answer, context).await
    }

    /// Gives one of the own passkeys another name.
    ///
    /// # Errors
    /// [`RenamePasskeyError`] says why it keeps its own.
    pub async fn rename_passkey(
        &self,
        who: &CurrentUser,
        (id, name): (PasskeyId, &str),
        context: &RequestContext,
    ) -> Result<(), RenamePasskeyError> {
        let change = (id, name);
        rename_passkey(self.authnex().env(), self.scope(), who, change, context).await
    }

    /// Removes one of the own passkeys.
    ///
    /// # Errors
    /// [`RemovePasskeyError`]; the only way to sign in stays.
    pub async fn remove_passkey(
        &self,
        who: &CurrentUser,
        id: PasskeyId,
        context: &RequestContext,
    ) -> Result<(), RemovePasskeyError> {
        remove_passkey(self.authnex().env(), self.scope(), who, id, context).await
    }

    /// Asks a browser to sign in by passkey: by any of this tenant, or by one of the user's with this name. A name
    /// that is unknown is answered as one that is known.
    ///
    /// # Errors
    /// [`BeginPasskeyError`] when there are no passkeys.
    pub async fn begin_passkey_sign_in(
        &self,
        login: Option<&str>,
    ) -> Result<PasskeyCeremony, BeginPasskeyError> {
        begin_passkey_sign_in(self.authnex().env(), self.scope(), login).await
    }

    /// In which ways the sign-in with this handle takes its second factor; none if it waits for none.
    ///
    /// # Errors
    /// [`SignInError`] when the store does not answer.
    pub async fn second_factor_methods(
        &self,
        flow: &str,
    ) -> Result<Vec<SecondFactorMethod>, SignInError> {
        second_factor_methods(self.authnex().env(), self.scope(), flow).await
    }

    /// Asks a browser for a passkey as the second factor of the sign-in with this handle.
    ///
    /// # Errors
    /// [`BeginPasskeyError`] when the sign-in waits for no second factor, or its user has no passkey.
    pub async fn begin_passkey_second_factor(
        &self,
        (flow, place): (&str, SignInPlace),
        context: &RequestContext,
    ) -> Result<PasskeyCeremony, BeginPasskeyError> {
        let waiting = (flow, place.door());
        begin_passkey_second_factor(self.authnex().env(), self.scope(), waiting, context).await
    }

    /// Asks a browser for the passkey that the sign-in with this handle wants enrolled; the handle stays good.
    ///
    /// # Errors
    /// [`BeginPasskeyError`] when the sign-in waits for no enrolment.
    pub async fn begin_passkey_at_sign_in(
        &self,
        (flow, place): (&str, SignInPlace),
    ) -> Result<PasskeyCeremony, BeginPasskeyError> {
        let waiting = (flow, place.door());
        begin_passkey_at_sign_in(self.authnex().env(), self.scope(), waiting).await
    }

    /// Takes the browser's answer, adds the passkey that a sign-in wanted, and goes on with it.
    ///
    /// # Errors
    /// [`SignInError`]; an answer that does not do leaves the handle of the sign-in good.
    pub async fn finish_passkey_at_sign_in(
        &self,
        (request, place): (PasskeySignIn, SignInPlace),
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let PasskeySignIn {
            flow,
            credential,
            grant,
        } = request;
        let answer = (flow.as_str(), &credential, place.door());
        let env = self.authnex().env();
        finish_passkey_at_sign_in(env, self.scope(), answer, &grant, context).await
    }

    /// Signs in by passkey, or says what has to be done first.
    ///
    /// # Errors
    /// [`SignInError`]; a stranger learns nothing from it.
    pub async fn passkey_sign_in(
        &self,
        (request, place): (PasskeySignIn, SignInPlace),
        context: &RequestContext,
    ) -> Result<SignInStep, SignInError> {
        let step = (request, place.door());
        passkey_sign_in(self.authnex().env(), self.scope(), step, context).await
    }
}
