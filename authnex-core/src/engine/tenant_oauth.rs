use serde_json::{Map, Value};

use super::TenantHandle;
use crate::{
    flow::{
        AuthenticatedClient, AuthorizationStep, AuthorizeError, Authorizing, ConnectedApplication,
        CurrentUser, IssuedTokens, SignOutRequest, TokenError, UserInfo, UserInfoError,
        authenticate_oauth_client, authorize, client_credentials, connected_applications,
        decide_authorization, disconnect_application, exchange_code, introspect,
        read_authorization, read_sign_out, refresh_for_client, refuse_consent, revoke_token,
        user_info,
    },
    foundation::{ClientId, Page, PageRequest, RequestContext, Timestamp, UserId},
    oauth::{AuthorizationRequest, AuthorizationResponse, Parameters, PresentedClient, TokenGrant},
    store::StoreError,
};

/// The tenant as an OpenID provider.
impl TenantHandle {
    /// Reads an authorization request (OpenID Connect Core 3.1.2.1).
    ///
    /// # Errors
    /// [`AuthorizeError::Fault`] says who is to be told what.
    pub async fn read_authorization(
        &self,
        parameters: &Parameters,
    ) -> Result<AuthorizationRequest, AuthorizeError> {
        read_authorization(self.authnex().env(), self.scope(), parameters).await
    }

    /// What comes next for a request: sign-in, consent, code or refusal. `asked_at` is when this browser was
    /// first sent to sign in for this very request.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn decide_authorization(
        &self,
        request: &AuthorizationRequest,
        who: Option<&CurrentUser>,
        asked_at: Option<Timestamp>,
    ) -> Result<AuthorizationStep, StoreError> {
        let facts = (who, asked_at);
        decide_authorization(self.authnex().env(), self.scope(), request, facts).await
    }

    /// Issues a code for a request that was decided to get one; `consented` says that the user agreed on a page
    /// just now, which is then remembered.
    ///
    /// # Errors
    /// [`AuthorizeError::SessionEnded`] if session, user or client went meanwhile.
    pub async fn authorize(
        &self,
        request: &AuthorizationRequest,
        who: &CurrentUser,
        consented: bool,
        context: &RequestContext,
    ) -> Result<AuthorizationResponse, AuthorizeError> {
        let authorizing = Authorizing {
            request,
            who,
            consented,
        };
        authorize(self.authnex().env(), self.scope(), authorizing, context).await
    }

    /// Notes that the user refused, and makes the answer to the client.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn refuse_consent(
        &self,
        request: &AuthorizationRequest,
        who: &CurrentUser,
        context: &RequestContext,
    ) -> Result<AuthorizationResponse, StoreError> {
        refuse_consent(self.authnex().env(), self.scope(), (request, who), context).await
    }

    /// The client that calls, if it is what it says.
    ///
    /// # Errors
    /// [`TokenError::Refused`], the same for an unknown client and a wrong secret.
    pub async fn authenticate_oauth_client(
        &self,
        presented: &PresentedClient,
    ) -> Result<AuthenticatedClient, TokenError> {
        authenticate_oauth_client(self.authnex().env(), self.scope(), presented).await
    }

    /// Issues tokens by a grant (RFC 6749 5.1).
    ///
    /// # Errors
    /// [`TokenError`]
    pub async fn issue_tokens(
        &self,
        client: &AuthenticatedClient,
        form: &Parameters,
        context: &RequestContext,
    ) -> Result<IssuedTokens, TokenError> {
        let (env, scope) = (self.authnex().env(), self.scope());
        let asked = (client, form);
        match TokenGrant::read(form)? {
            TokenGrant::AuthorizationCode => exchange_code(env, scope, asked, context).await,
            TokenGrant::ClientCredentials => client_credentials(env, scope, asked).await,
            TokenGrant::RefreshToken => refresh_for_client(env, scope, asked, context).await,
        }
    }

    /// What a token is worth now (RFC 7662).
    ///
    /// # Errors
    /// [`TokenError`]
    pub async fn introspect(
        &self,
        caller: &AuthenticatedClient,
        form: &Parameters,
    ) -> Result<Map<String, Value>, TokenError> {
        introspect(self.authnex().env(), self.scope(), (caller, form)).await
    }

    /// Takes a token back (RFC 7009).
    ///
    /// # Errors
    /// [`TokenError`]
    pub async fn revoke_token(
        &self,
        caller: &AuthenticatedClient,
        form: &Parameters,
        context: &RequestContext,
    ) -> Result<(), TokenError> {
        let asked = (caller, form);
        revoke_token(self.authnex().env(), self.scope(), asked, context).await
    }

    /// What an access token opens about its user (OpenID Connect Core 5.3).
    ///
    /// # Errors
    /// [`UserInfoError`]
    pub async fn user_info(&self, token: &str) -> Result<UserInfo, UserInfoError> {
        user_info(self.authnex().env(), self.scope(), token).await
    }

    /// Reads a request to sign out (OpenID Connect RP-Initiated Logout 1.0).
    ///
    /// # Errors
    /// [`TokenError::Refused`] for the user's own eyes: nothing is followed.
    pub async fn read_sign_out(
        &self,
        parameters: &Parameters,
        who: Option<&CurrentUser>,
    ) -> Result<SignOutRequest, TokenError> {
        read_sign_out(self.authnex().env(), self.scope(), parameters, who).await
    }

    /// The applications that a user has consented to.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn connected_applications(
        &self,
        user: UserId,
        page: &PageRequest<ClientId>,
    ) -> Result<Page<ConnectedApplication>, StoreError> {
        connected_applications(self.authnex().env(), self.scope(), user, page).await
    }

    /// Takes a user's consent back and ends what the client has of the user; `false` if there was none.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn disconnect_application(
        &self,
        who: &CurrentUser,
        client: ClientId,
        context: &RequestContext,
    ) -> Result<bool, StoreError> {
        let which = (who, client);
        disconnect_application(self.authnex().env(), self.scope(), which, context).await
    }
}
