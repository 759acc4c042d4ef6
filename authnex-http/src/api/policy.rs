//! A tenant's rules.

use authnex_core::policy::{Policy, PolicyOverrides};
use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Tenant;

/// The rules of a tenant.
#[derive(Serialize, ToSchema)]
pub(crate) struct PolicyAnswer {
    /// The rules in force, by name.
    #[schema(value_type = Object)]
    policy: Policy,
    /// Where they differ from the platform's.
    #[schema(value_type = Object)]
    overrides: PolicyOverrides,
}

/// `GET /t/{slug}/api/v1/policy`.
pub(crate) async fn show(Tenant(tenant): Tenant) -> Answer<PolicyAnswer> {
    Answer(PolicyAnswer {
        policy: tenant.policy().clone(),
        overrides: tenant.policy_overrides().clone(),
    })
}
