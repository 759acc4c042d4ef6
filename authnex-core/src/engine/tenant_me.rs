use super::TenantHandle;
use crate::{
    flow::{
        ConfirmEmailError, CurrentUser, EmailChange, EmailChangeError, InternalError, MailedProof,
        awaited_address, confirm_email_change, export_personal_data, request_email_change,
    },
    foundation::{RequestContext, UserId},
    personal_data::PersonalData,
    store::StoreError,
    user::User,
};

/// What users do to their own accounts, beside signing in and out.
impl TenantHandle {
    /// Mails a link and a code to the address that is to be the user's, and a notice to the present one. Nothing
    /// changes before one of them is used; of several wishes the newest counts.
    ///
    /// # Errors
    /// [`EmailChangeError`] says why there is no mail.
    pub async fn request_email_change(
        &self,
        who: &CurrentUser,
        request: EmailChange,
        context: &RequestContext,
    ) -> Result<(), EmailChangeError> {
        let env = self.authnex().env();
        request_email_change(env, self.scope(), who, request, context).await
    }

    /// The address that a mail waits at to become the user's, if one does.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn awaited_address(&self, user: &User) -> Result<Option<String>, StoreError> {
        awaited_address(self.authnex().env(), self.scope(), user).await
    }

    /// Puts the address that a link or a code was mailed to in the place of the user's present one; says whose it
    /// is. Sessions stay.
    ///
    /// # Errors
    /// [`ConfirmEmailError`] says why the address stays as is.
    pub async fn confirm_email_change(
        &self,
        proof: &MailedProof,
        context: &RequestContext,
    ) -> Result<UserId, ConfirmEmailError> {
        confirm_email_change(self.authnex().env(), self.scope(), proof, context).await
    }

    /// Puts together what is kept of a user, for that user; that it was done is an event.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn export_personal_data(
        &self,
        who: &CurrentUser,
        context: &RequestContext,
    ) -> Result<PersonalData, InternalError> {
        export_personal_data(self.authnex().env(), self.scope(), who, context).await
    }
}
