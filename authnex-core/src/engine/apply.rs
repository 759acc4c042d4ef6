use std::sync::Arc;

use super::{Authnex, Operator, authnex::Inner};
use crate::{
    flow::apply::{
        AppliedTenant, ApplyError, Document, DocumentError, Plan, TenantPlan, make_declared_tenant,
        perform_details, perform_rules, perform_tenant, plan_tenant,
    },
    foundation::{RequestContext, TenantScope},
    tenant::Slug,
};

/// Tenants as a document declares them.
impl Operator {
    /// Compares a document with what is stored, and checks it whole; nothing is written.
    ///
    /// # Errors
    /// [`ApplyError::Document`] names the path of everything that does not do.
    pub async fn plan(&self, document: &Document) -> Result<Plan, ApplyError> {
        let inner = self.authnex().inner();
        let mut faults = Vec::new();
        let mut tenants = Vec::new();
        for entry in document.tenants() {
            let scope = fresh(inner, &entry.slug).await?;
            tenants.push(plan_tenant(&inner.env, scope, entry, &mut faults).await?);
        }
        if faults.is_empty() {
            Ok(Plan { tenants })
        } else {
            Err(DocumentError(faults).into())
        }
    }

    /// Does what a plan lists, each thing in a unit of its own, and deletes nothing.
    ///
    /// # Errors
    /// [`ApplyError::Failed`] says at which part of the document it ended: what comes before is done, and a new
    /// plan goes on from there.
    pub async fn apply(
        &self,
        plan: Plan,
        context: &RequestContext,
    ) -> Result<Vec<AppliedTenant>, ApplyError> {
        let mut applied = Vec::with_capacity(plan.tenants.len());
        for tenant in plan.tenants {
            // Boxed: it holds all that a tenant can be declared with.
            let applying = Box::pin(apply_tenant(self.authnex(), tenant, context));
            applied.push(applying.await?);
        }
        Ok(applied)
    }
}

/// How often a tenant's settings are set over what is stored.
const SETTLE_TRIES: u32 = 8;

async fn apply_tenant(
    authnex: &Authnex,
    plan: TenantPlan,
    context: &RequestContext,
) -> Result<AppliedTenant, ApplyError> {
    let inner = authnex.inner();
    let env = &inner.env;
    let is_new = fresh(inner, &plan.slug).await?.is_none();
    if is_new {
        make_declared_tenant(env, &plan, context).await?;
    }
    settle_settings(inner, &plan, is_new, context).await?;
    let scope = opened(inner, &plan).await?;
    let slug = plan.slug.clone();
    let applied = perform_tenant(env, &scope, plan, context).await;
    inner.snapshots.forget(&slug);
    applied
}

/// Sets name, plan and rules, anew over what is stored when something else of the tenant, such as its keys, was
/// changed at the same moment.
async fn settle_settings(
    inner: &Arc<Inner>,
    plan: &TenantPlan,
    is_new: bool,
    context: &RequestContext,
) -> Result<(), ApplyError> {
    let env = &inner.env;
    let mut details = plan.settings.new_details && !is_new;
    for _ in 0..SETTLE_TRIES {
        let scope = opened(inner, plan).await?;
        if details {
            details = !perform_details(env, &scope, plan, context).await?;
            continue;
        }
        if perform_rules(env, &scope, plan, context).await? {
            return Ok(());
        }
    }
    let detail = "the tenant was changed again and again at the same time; apply again";
    Err(ApplyError::failed(&plan.path, detail))
}

/// The tenant as it is stored now.
async fn fresh(inner: &Arc<Inner>, slug: &Slug) -> Result<Option<TenantScope>, ApplyError> {
    inner.snapshots.forget(slug);
    Ok(inner.scope_of(slug.as_str()).await?)
}

async fn opened(inner: &Arc<Inner>, plan: &TenantPlan) -> Result<TenantScope, ApplyError> {
    let missing = || ApplyError::failed(&plan.path, "the tenant is gone; apply again");
    fresh(inner, &plan.slug).await?.ok_or_else(missing)
}
