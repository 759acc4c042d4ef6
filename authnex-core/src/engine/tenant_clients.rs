use super::TenantHandle;
use crate::{
    client::{Client, ClientChange, ClientIdentifier, ClientSecret},
    flow::{
        ApiKeyError, ApiKeyIssued, ClientError, ClientPut, ClientRegistration, CurrentClient,
        NewApiKey, authenticate_api_key, authenticate_client, create_client, delete_client,
        issue_api_key, plan_client, put_client, revoke_api_key, rotate_api_key, set_client_enabled,
    },
    foundation::{ClientId, ClientSecretId, Page, PageRequest, RequestContext, Secret},
    store::StoreError,
};

/// Clients and their keys.
impl TenantHandle {
    /// Makes a client.
    ///
    /// # Errors
    /// [`ClientError`] says what does not do, or that the `client_id` is taken.
    pub async fn create_client(
        &self,
        registration: &ClientRegistration,
        context: &RequestContext,
    ) -> Result<ClientPut, ClientError> {
        let made = create_client(self.authnex().env(), self.scope(), registration, context).await?;
        self.forget_snapshot();
        Ok(made)
    }

    /// Makes the client, or changes the one with this `client_id` to be as described. What is so already is not
    /// written, and whether it is enabled stays.
    ///
    /// # Errors
    /// [`ClientError`] says what does not do.
    pub async fn put_client(
        &self,
        registration: ClientRegistration,
        context: &RequestContext,
    ) -> Result<ClientPut, ClientError> {
        let put = put_client(self.authnex().env(), self.scope(), registration, context).await?;
        if put.change != ClientChange::Unchanged {
            self.forget_snapshot();
        }
        Ok(put)
    }

    /// What [`put_client`](Self::put_client) would do now, without doing it.
    ///
    /// # Errors
    /// [`ClientError`] says what does not do.
    pub async fn plan_client(
        &self,
        registration: &ClientRegistration,
    ) -> Result<ClientChange, ClientError> {
        plan_client(self.authnex().env(), self.scope(), registration).await
    }

    /// Lets a client act or not; `false` if it was so already.
    ///
    /// # Errors
    /// [`ClientError`] when there is no such client, or it is the one that asks.
    pub async fn set_client_enabled(
        &self,
        client: ClientId,
        enabled: bool,
        context: &RequestContext,
    ) -> Result<bool, ClientError> {
        let env = self.authnex().env();
        set_client_enabled(env, self.scope(), (client, enabled), context).await
    }

    /// Deletes a client with its secrets and keys; `false` if there is none.
    ///
    /// # Errors
    /// [`ClientError`] when it is the one that asks.
    pub async fn delete_client(
        &self,
        client: ClientId,
        context: &RequestContext,
    ) -> Result<bool, ClientError> {
        delete_client(self.authnex().env(), self.scope(), client, context).await
    }

    /// The client with this internal id.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn client(&self, id: ClientId) -> Result<Option<Client>, StoreError> {
        let env = self.authnex().env();
        env.store.reader(self.scope()).find_client(id).await
    }

    /// The client with this `client_id`.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn find_client(&self, client_id: &str) -> Result<Option<Client>, StoreError> {
        let Ok(client_id) = ClientIdentifier::parse(client_id) else {
            return Ok(None);
        };
        let reader = self.authnex().env().store.reader(self.scope());
        reader.find_client_by_identifier(&client_id).await
    }

    /// Clients by internal id.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_clients(
        &self,
        page: &PageRequest<ClientId>,
    ) -> Result<Page<Client>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        let rows = reader.list_clients(page).await?;
        Ok(Page::from_rows(rows, page.limit(), |client| {
            client.id.to_string()
        }))
    }

    /// A client's secrets and keys, also those that are over.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_client_secrets(
        &self,
        client: ClientId,
    ) -> Result<Vec<ClientSecret>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        reader.list_client_secrets(client).await
    }

    /// The client that this `client_id` and secret belong to, if it may act.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn authenticate_client(
        &self,
        client_id: &str,
        secret: &Secret,
    ) -> Result<Option<Client>, StoreError> {
        let presented = (client_id, secret);
        authenticate_client(self.authnex().env(), self.scope(), presented).await
    }

    /// Issues an API key.
    ///
    /// # Errors
    /// [`ApiKeyError`] says what does not do.
    pub async fn issue_api_key(
        &self,
        request: NewApiKey,
        context: &RequestContext,
    ) -> Result<ApiKeyIssued, ApiKeyError> {
        let env = self.authnex().env();
        let issued = issue_api_key(env, self.scope(), request, context).await?;
        self.forget_snapshot();
        Ok(issued)
    }

    /// Issues a key in place of another, which is good for so many seconds yet (0 to 30 days).
    ///
    /// # Errors
    /// [`ApiKeyError`] when there is no such live key.
    pub async fn rotate_api_key(
        &self,
        key: ClientSecretId,
        overlap_seconds: u32,
        context: &RequestContext,
    ) -> Result<ApiKeyIssued, ApiKeyError> {
        let env = self.authnex().env();
        rotate_api_key(env, self.scope(), (key, overlap_seconds), context).await
    }

    /// Ends an API key at once; `false` if it was over already.
    ///
    /// # Errors
    /// [`ApiKeyError`] when there is no such key, or it is the one that asks.
    pub async fn revoke_api_key(
        &self,
        key: ClientSecretId,
        context: &RequestContext,
    ) -> Result<bool, ApiKeyError> {
        revoke_api_key(self.authnex().env(), self.scope(), key, context).await
    }

    /// API keys by id, also those that are over.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_api_keys(
        &self,
        page: &PageRequest<ClientSecretId>,
    ) -> Result<Page<ClientSecret>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        let rows = reader.list_api_keys(page).await?;
        Ok(Page::from_rows(rows, page.limit(), |key| {
            key.id.to_string()
        }))
    }

    /// Whose API key this is, and what it may do; `None` if it opens nothing here.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn authenticate_api_key(
        &self,
        key: &str,
    ) -> Result<Option<CurrentClient>, StoreError> {
        authenticate_api_key(self.authnex().env(), self.scope(), key).await
    }
}
