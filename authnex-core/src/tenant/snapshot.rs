use std::collections::{BTreeSet, HashMap};

use super::Tenant;
use crate::{
    foundation::RoleId,
    keyring::DataKey,
    policy::Policy,
    role::{Permission, Role},
    signing_key::TenantKeys,
    verify::Verifier,
};

/// A tenant's configuration at one version: what a request needs without asking the store.
#[derive(Debug)]
pub struct TenantSnapshot {
    /// The tenant.
    pub tenant: Tenant,
    /// Its issuer, `{base}/t/{slug}`.
    pub issuer: String,
    /// Its rules: the platform's defaults with the tenant's overrides.
    pub policy: Policy,
    /// Its roles.
    pub roles: HashMap<RoleId, Role>,
    /// Its permissions under nouns of its own.
    pub permissions: BTreeSet<Permission>,
    /// Its signing keys.
    pub keys: TenantKeys,
    /// Verifies the access tokens that are meant for AuthNex itself; `None` while the tenant is being made.
    pub verifier: Option<Verifier>,
    /// Its data key.
    pub data_key: DataKey,
}
