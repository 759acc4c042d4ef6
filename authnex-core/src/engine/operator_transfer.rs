use super::Operator;
use crate::{
    flow::{
        InternalError,
        transfer::{
            ExportHead, ExportSecrets, ExportedUsers, ImportError, ImportedTenant, TenantTransfer,
            TransferDocument, export_head, export_users, finish, import_clients, import_roles,
            import_rules, import_users, make_tenant_of,
        },
    },
    foundation::{RequestContext, TenantScope, UserId},
    store::StoreError,
    tenant::Slug,
};

/// How often rules are set over what is stored, when something else of the tenant is changed at the same moment.
const TRIES: u32 = 5;

/// Tenants move from one installation to another, or from one engine to another.
impl Operator {
    /// Everything of a tenant but its users, as a document has it; `None` if there is no such tenant.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn export_head(
        &self,
        slug: &str,
        secrets: ExportSecrets,
    ) -> Result<Option<ExportHead>, StoreError> {
        let inner = self.authnex().inner();
        let Some(scope) = inner.scope_of(slug).await? else {
            return Ok(None);
        };
        export_head(&inner.env, &scope, secrets).await.map(Some)
    }

    /// The next users of a tenant by id, as a document has them; none if there is no such tenant. What is changed
    /// while an export runs may be in it as it was before or after.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn export_users(
        &self,
        slug: &str,
        secrets: ExportSecrets,
        after: Option<UserId>,
    ) -> Result<Option<ExportedUsers>, StoreError> {
        let inner = self.authnex().inner();
        let Some(scope) = inner.scope_of(slug).await? else {
            return Ok(None);
        };
        let which = (secrets, after);
        export_users(&inner.env, &scope, which).await.map(Some)
    }

    /// Makes the tenants of a document that an export wrote, with the ids that they had. Cut off, it is called again:
    /// what is there already, by its id, is passed over and not changed.
    ///
    /// # Errors
    /// [`ImportError::Failed`] names what of the document does not do; what comes before is done.
    pub async fn import(
        &self,
        document: &TransferDocument,
        context: &RequestContext,
    ) -> Result<Vec<ImportedTenant>, ImportError> {
        let mut imported = Vec::with_capacity(document.tenants.len());
        for transfer in &document.tenants {
            imported.push(self.import_tenant(transfer, context).await?);
        }
        Ok(imported)
    }

    async fn import_tenant(
        &self,
        transfer: &TenantTransfer,
        context: &RequestContext,
    ) -> Result<ImportedTenant, ImportError> {
        let env = self.authnex().env();
        let stored = {
            let reader = env.store.platform_reader(&env.platform);
            reader.find_tenant(&transfer.slug).await?
        };
        let stored = stored.map(|tenant| tenant.id);
        make_tenant_of(env, transfer, stored, context).await?;
        let mut scope = self.fresh_scope(&transfer.slug).await?;
        let mut tries = 1;
        while !import_rules(env, &scope, transfer, context).await? {
            tries += 1;
            if tries > TRIES {
                return Err(InternalError::from(StoreError::Conflict).into());
            }
            scope = self.fresh_scope(&transfer.slug).await?;
        }
        import_roles(env, &scope, transfer, context).await?;
        let scope = self.fresh_scope(&transfer.slug).await?;
        let clients = import_clients(env, &scope, transfer, context).await?;
        let users = import_users(env, &scope, transfer, context).await?;
        let scope = self.fresh_scope(&transfer.slug).await?;
        finish(env, &scope, transfer, context).await?;
        self.authnex().inner().snapshots.forget(&transfer.slug);
        Ok(ImportedTenant {
            slug: transfer.slug.clone(),
            id: scope.id(),
            issuer: scope.snapshot().issuer.clone(),
            users,
            clients,
        })
    }

    /// The tenant as it is stored now.
    async fn fresh_scope(&self, slug: &Slug) -> Result<TenantScope, ImportError> {
        let inner = self.authnex().inner();
        inner.snapshots.forget(slug);
        let gone = || StoreError::Unavailable(format!("the tenant {slug} is gone meanwhile"));
        let scope = inner.scope_of(slug.as_str()).await?;
        Ok(scope.ok_or_else(gone)?)
    }
}
