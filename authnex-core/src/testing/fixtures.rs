use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::{
    foundation::{Platform, TenantId, TenantScope, Timestamp},
    keyring::{DataKey, Sealed},
    password::HashParams,
    policy::{Policy, PolicyOverrides},
    signing_key::TenantKeys,
    tenant::{Branding, NewTenant, PlanName, Slug, Tenant, TenantSnapshot, TenantState},
};

/// The platform's capability, without an engine.
#[must_use]
pub const fn platform() -> Platform {
    Platform::new()
}

/// The defaults, with hashing as cheap as the range allows.
#[must_use]
pub fn cheap_policy() -> Policy {
    Policy {
        password_hash: HashParams {
            memory_kib: 8,
            iterations: 1,
            parallelism: 1,
        },
        ..Policy::default()
    }
}

/// A tenant to be made, with a data key that opens nothing.
///
/// # Panics
/// If `slug` is no slug: a fault of the test.
#[must_use]
#[expect(clippy::expect_used, reason = "a fault of the test that calls it")]
pub fn new_tenant(id: Uuid, slug: &str, now: Timestamp) -> NewTenant {
    NewTenant {
        id: TenantId::from_uuid(id),
        slug: Slug::parse(slug).expect("a slug"),
        name: slug.to_owned(),
        plan: PlanName::default(),
        branding: Branding::default(),
        data_key: Sealed::from_bytes(vec![0; 64]),
        created_at: now,
    }
}

/// The tenant as it is stored once made.
#[must_use]
pub fn tenant_of(new: &NewTenant) -> Tenant {
    Tenant {
        id: new.id,
        slug: new.slug.clone(),
        name: new.name.clone(),
        plan: new.plan.clone(),
        branding: new.branding.clone(),
        state: TenantState::Active,
        overrides: PolicyOverrides::default(),
        mfa_since: None,
        data_key: new.data_key.clone(),
        version: 1,
        created_at: new.created_at,
    }
}

/// The scope of a tenant, without an engine: default policy, no keys.
///
/// # Panics
/// If the primitive behind the data key refuses, which no input can cause.
#[must_use]
#[expect(clippy::expect_used, reason = "HKDF refuses no input of this length")]
pub fn tenant_scope(tenant: &Tenant) -> TenantScope {
    TenantScope::of(TenantSnapshot {
        tenant: tenant.clone(),
        issuer: format!("http://localhost:8080/t/{}", tenant.slug),
        policy: Policy::default(),
        roles: HashMap::new(),
        permissions: BTreeSet::new(),
        keys: TenantKeys::none(),
        verifier: None,
        data_key: DataKey::from_secret([7; 32]).expect("a data key"),
    })
}
