use super::Operator;
use crate::{
    flow::{InternalError, accept_base_url, remembered_base_url},
    foundation::{PageRequest, Timestamp},
    store::StoreError,
};

/// What the operator looks at to see whether all is well.
impl Operator {
    /// The base URL that the installation was first started with, or that was accepted since. Another one that is
    /// configured now makes other issuers: tokens and clients' configurations name the old ones.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn first_base_url(&self) -> Result<Option<String>, StoreError> {
        remembered_base_url(self.authnex().env()).await
    }

    /// Takes the base URL that is configured now for the right one.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn accept_base_url(&self) -> Result<(), StoreError> {
        let inner = self.authnex().inner();
        accept_base_url(&inner.env, &inner.scope, &inner.base.join("")).await
    }

    /// How many spare RSA keys lie by, and how many are wanted.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn spare_keys(&self) -> Result<(u64, u32), StoreError> {
        let env = self.authnex().env();
        let reader = env.store.platform_reader(&env.platform);
        Ok((reader.count_spare_keys().await?, env.spare_keys))
    }

    /// When the newest event was written, of the first two hundred tenants.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer, or a tenant's key does not open.
    pub async fn newest_event(&self) -> Result<Option<Timestamp>, InternalError> {
        let inner = self.authnex().inner();
        let mut newest = None;
        for tenant in self.tenants_after(None).await? {
            let Some(scope) = inner.scope_of(tenant.slug.as_str()).await? else {
                continue;
            };
            let reader = inner.env.store.reader(&scope);
            let events = reader.list_events(&PageRequest::new(1, None)).await?;
            newest = newest.max(events.first().map(|event| event.at));
        }
        Ok(newest)
    }
}
