use super::TenantHandle;
use crate::{signing_key::SigningKeyRow, store::StoreError};

impl TenantHandle {
    /// The signing keys that are published now: active, next, and retiring ones whose time has not come.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_signing_keys(&self) -> Result<Vec<SigningKeyRow>, StoreError> {
        let env = self.authnex().env();
        let reader = env.store.reader(self.scope());
        reader.list_signing_keys(env.now()).await
    }
}
