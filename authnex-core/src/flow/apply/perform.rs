use std::sync::Arc;

use super::{
    AppliedTenant, ApplyError,
    perform_clients::{issue_keys, perform_clients},
    perform_users::perform_users,
    plan::{RolePlan, TenantPlan},
    plan_settings::merged,
};
use crate::{
    flow::{
        Environment, UpdatePolicyError, create_role,
        make_tenant::{TenantFacts, make_tenant},
        set_role_permissions, set_tenant_details, update_policy,
    },
    foundation::{RequestContext, TenantScope},
    role::Permission,
};

/// Makes the tenant that a plan found missing.
pub(crate) async fn make_declared_tenant(
    env: &Arc<Environment>,
    plan: &TenantPlan,
    context: &RequestContext,
) -> Result<(), ApplyError> {
    let facts = TenantFacts {
        slug: plan.slug.clone(),
        details: plan.settings.details.clone(),
        owner: None,
        made_at: env.now(),
    };
    if make_tenant(env, facts, context).await? {
        return Ok(());
    }
    let detail =
        "this organization identifier is taken, or was just made by somebody else; apply again";
    Err(ApplyError::failed(&format!("{}.slug", plan.path), detail))
}

/// Sets name and plan; `false` if something else of the tenant was changed at the same moment.
pub(crate) async fn perform_details(
    env: &Environment,
    scope: &TenantScope,
    plan: &TenantPlan,
    context: &RequestContext,
) -> Result<bool, ApplyError> {
    let details = plan.settings.details.clone();
    Ok(set_tenant_details(env, scope, details, context).await?)
}

/// Sets the rules of the document over those that are stored now; `false` if something else of the tenant was
/// changed at the same moment.
pub(crate) async fn perform_rules(
    env: &Environment,
    scope: &TenantScope,
    plan: &TenantPlan,
    context: &RequestContext,
) -> Result<bool, ApplyError> {
    let stored = &scope.snapshot().tenant.overrides;
    let wanted = match &plan.settings.policy {
        Some(given) => merged(stored, given),
        None => return Ok(true),
    };
    if wanted == *stored {
        return Ok(true);
    }
    match update_policy(env, scope, wanted, context).await {
        Ok(()) => Ok(true),
        Err(UpdatePolicyError::Raced) => Ok(false),
        Err(error) => {
            let path = format!("{}.policy", plan.path);
            Err(ApplyError::failed(&path, error))
        }
    }
}

/// Makes and changes roles, users and clients, and issues keys.
pub(crate) async fn perform_tenant(
    env: &Arc<Environment>,
    scope: &TenantScope,
    plan: TenantPlan,
    context: &RequestContext,
) -> Result<AppliedTenant, ApplyError> {
    for role in &plan.roles {
        perform_role(env, scope, role, context).await?;
    }
    let users = perform_users(env, scope, plan.users, context).await?;
    let clients = perform_clients(env, scope, plan.clients, context).await?;
    let keys = if plan.issues_keys {
        Some(issue_keys(env, scope, &plan.path, context).await?)
    } else {
        None
    };
    let snapshot = scope.snapshot();
    Ok(AppliedTenant {
        slug: plan.slug,
        id: scope.id(),
        issuer: snapshot.issuer.clone(),
        users,
        clients,
        keys,
    })
}

async fn perform_role(
    env: &Environment,
    scope: &TenantScope,
    role: &RolePlan,
    context: &RequestContext,
) -> Result<(), ApplyError> {
    let done = if role.exists {
        let wanted = (role.name.clone(), role.permissions.clone());
        set_role_permissions(env, scope, wanted, context)
            .await
            .map(drop)
    } else {
        let permissions: Vec<&str> = role.permissions.iter().map(Permission::as_str).collect();
        let new = (role.name.as_str(), permissions.as_slice());
        create_role(env, scope, new, context).await.map(drop)
    };
    done.map_err(|error| ApplyError::failed(&role.path, error))
}
