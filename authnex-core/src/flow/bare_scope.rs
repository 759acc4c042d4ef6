use std::collections::{BTreeSet, HashMap};

use super::{Environment, InternalError};
use crate::{
    foundation::{TenantId, TenantScope},
    keyring::{DataKey, Sealed},
    policy::PolicyOverrides,
    signing_key::TenantKeys,
    tenant::{Branding, PlanName, Slug, Tenant, TenantSnapshot, TenantState},
};

/// A scope with nothing in it that opens anything: of units that touch global tables only, or that work on a
/// tenant's rows as they are.
pub(crate) fn bare_scope(
    env: &Environment,
    id: TenantId,
    slug: Slug,
) -> Result<TenantScope, InternalError> {
    let missing = || InternalError::Keys("a data key could not be made".to_owned());
    Ok(TenantScope::of(TenantSnapshot {
        tenant: Tenant {
            id,
            slug,
            name: String::new(),
            plan: PlanName::default(),
            branding: Branding::default(),
            state: TenantState::Suspended,
            overrides: PolicyOverrides::default(),
            mfa_since: None,
            data_key: Sealed::from_bytes(Vec::new()),
            version: 0,
            created_at: env.now(),
        },
        issuer: String::new(),
        policy: env.platform_policy.clone(),
        roles: HashMap::new(),
        permissions: BTreeSet::new(),
        keys: TenantKeys::none(),
        verifier: None,
        data_key: DataKey::generate(&*env.entropy).ok_or_else(missing)?,
    }))
}
