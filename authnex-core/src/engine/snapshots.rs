use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use moka::sync::Cache;
use zeroize::Zeroizing;

use super::authnex::Inner;
use crate::{
    flow::InternalError,
    foundation::{TenantScope, Timestamp},
    keyring::{DataKey, SealedPlace},
    role::{Role, RoleKind, SystemRole},
    signing_key::TenantKeys,
    store::{Outage, StoreError},
    tenant::{Slug, Tenant, TenantSnapshot},
    verify::Verifier,
};

/// Tenants whose configuration is kept, at most.
const CAPACITY: u64 = 10_000;

/// For how long a snapshot is believed before its version is asked for again, in microseconds. What another
/// process changes is seen within this time.
const BELIEVED_MICROS: i64 = 500_000;

#[derive(Clone, Debug)]
struct Entry {
    scope: TenantScope,
    asked_at: Timestamp,
    /// Whether the version is to be asked for whenever that was.
    is_doubted: bool,
}

/// The configuration cache: one snapshot for each tenant, asked for by version.
///
/// It needs no worker: the first request after half a second asks for the version, one read by key, and loads
/// the snapshot anew only when that was raised. While the store is away, what was true within the last ten minutes
/// answers: keys stay published and tokens stay verifiable.
#[derive(Debug)]
pub(super) struct Snapshots(Cache<Slug, Entry>);

impl Snapshots {
    pub(super) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    /// Forgets a tenant's snapshot: it was changed on this node.
    pub(super) fn forget(&self, slug: &Slug) {
        self.0.invalidate(slug);
    }

    /// Has the version asked for anew before the snapshot is believed again. Unlike one that is forgotten it still
    /// answers while the store is away: of upkeep that takes nobody's rights.
    pub(super) fn doubt(&self, slug: &Slug) {
        if let Some(entry) = self.0.get(slug) {
            let doubted = Entry {
                is_doubted: true,
                ..entry
            };
            self.0.insert(slug.clone(), doubted);
        }
    }

    fn fresh(&self, slug: &Slug, now: Timestamp) -> Option<Result<TenantScope, Entry>> {
        let entry = self.0.get(slug)?;
        let age = now.as_micros() - entry.asked_at.as_micros();
        if !entry.is_doubted && (0..BELIEVED_MICROS).contains(&age) {
            Some(Ok(entry.scope))
        } else {
            Some(Err(entry))
        }
    }

    pub(super) async fn resolve(
        &self,
        inner: &Inner,
        slug: &Slug,
    ) -> Result<Option<TenantScope>, InternalError> {
        let env = &inner.env;
        let now = env.now();
        let stale = match self.fresh(slug, now) {
            Some(Ok(scope)) => return Ok(Some(scope)),
            Some(Err(entry)) => Some(entry),
            None => None,
        };
        if let Some(entry) = stale {
            let bridged = now < entry.asked_at.plus_seconds(Outage::BRIDGED_SECONDS);
            if bridged && env.outage.is_on(now) {
                return Ok(Some(entry.scope));
            }
            let reader = env.store.platform_reader(&env.platform);
            let version = match reader.tenant_version(entry.scope.id()).await {
                Err(error) if bridged && env.outage.notices(&error, now) => {
                    return Ok(Some(entry.scope));
                }
                version => version?,
            };
            if version == Some(entry.scope.snapshot().tenant.version) {
                let scope = entry.scope.clone();
                self.0.insert(
                    slug.clone(),
                    Entry {
                        asked_at: now,
                        is_doubted: false,
                        ..entry
                    },
                );
                return Ok(Some(scope));
            }
        }
        let Some(scope) = load(inner, slug).await? else {
            self.forget(slug);
            return Ok(None);
        };
        self.0.insert(
            slug.clone(),
            Entry {
                scope: scope.clone(),
                asked_at: now,
                is_doubted: false,
            },
        );
        Ok(Some(scope))
    }
}

async fn load(inner: &Inner, slug: &Slug) -> Result<Option<TenantScope>, InternalError> {
    let env = &inner.env;
    let tenant = env
        .store
        .platform_reader(&env.platform)
        .find_tenant(slug)
        .await?;
    match tenant {
        Some(tenant) if !tenant.is_shredded() => Ok(Some(open(inner, tenant).await?)),
        Some(_) | None => Ok(None),
    }
}

/// The tenant's data key and rules, without what a request needs besides: enough for upkeep, which must not fill
/// the cache with tenants that nobody asks for.
fn bare(inner: &Inner, tenant: Tenant) -> Result<TenantScope, InternalError> {
    Ok(TenantScope::of(TenantSnapshot {
        issuer: String::new(),
        policy: inner.env.platform_policy.with(&tenant.overrides),
        roles: HashMap::new(),
        permissions: BTreeSet::new(),
        keys: TenantKeys::none(),
        verifier: None,
        data_key: open_data_key(inner, &tenant)?,
        tenant,
    }))
}

/// Opens a tenant's data key and everything that hangs on it. The version was read first: what changes while
/// the rest is read raises it, and the next question loads again.
async fn open(inner: &Inner, tenant: Tenant) -> Result<TenantScope, InternalError> {
    let env = &inner.env;
    let bare = bare(inner, tenant.clone())?;
    let (roles, permissions, rows) = {
        let reader = env.store.reader(&bare);
        let roles = reader.list_roles().await?;
        let permissions = reader.list_permissions().await?;
        let rows = reader.list_signing_keys(env.now()).await?;
        (roles, permissions, rows)
    };
    let data_key = open_data_key(inner, &tenant)?;
    let keys = TenantKeys::open(tenant.id, &rows, &data_key, &*env.entropy)
        .map_err(|error| InternalError::Keys(error.to_string()))?;
    let issuer = inner.base.join(&format!("/t/{}", tenant.slug));
    let verifier = Verifier::builder(issuer.as_str())
        .audience(issuer.as_str())
        .keys(keys.published().clone())
        .build()
        .map_err(|error| InternalError::Keys(error.to_string()))?;
    Ok(TenantScope::of(TenantSnapshot {
        issuer,
        verifier: Some(verifier),
        policy: env.platform_policy.with(&tenant.overrides),
        roles: roles
            .into_iter()
            .map(current)
            .map(|role| (role.id, role))
            .collect(),
        permissions: permissions.into_iter().collect(),
        keys,
        data_key,
        tenant,
    }))
}

/// A system role holds what this binary's catalogue says, also where the tenant is older than an entry of it.
fn current(mut role: Role) -> Role {
    let system = SystemRole::ALL
        .into_iter()
        .find(|system| system.name() == role.name.as_str());
    if let (RoleKind::System, Some(system)) = (role.kind, system) {
        role.permissions = system.permissions();
    }
    role
}

fn open_data_key(inner: &Inner, tenant: &Tenant) -> Result<DataKey, InternalError> {
    let place = SealedPlace {
        tenant: Some(tenant.id),
        table: "authnex_tenant",
        column: "data_key",
        row: tenant.id.as_uuid(),
    };
    let refused = |error: &dyn std::fmt::Display| {
        InternalError::Keys(format!("data key of {}: {error}", tenant.slug))
    };
    let secret = inner
        .env
        .ring
        .open(&place, &tenant.data_key)
        .map_err(|error| refused(&error))?;
    let secret = Zeroizing::new(secret);
    let secret: [u8; 32] = secret
        .as_slice()
        .try_into()
        .map_err(|_| refused(&"wrong length"))?;
    DataKey::from_secret(secret).ok_or_else(|| refused(&"not usable"))
}

impl Inner {
    /// A scope for upkeep: without keys and roles.
    pub(super) fn upkeep_scope(&self, tenant: Tenant) -> Result<TenantScope, InternalError> {
        bare(self, tenant)
    }

    /// The scope of a tenant by its slug as typed.
    pub(super) async fn scope_of(
        self: &Arc<Self>,
        slug: &str,
    ) -> Result<Option<TenantScope>, StoreError> {
        let Ok(slug) = Slug::parse(slug) else {
            return Ok(None);
        };
        self.snapshots
            .resolve(self, &slug)
            .await
            .map_err(|error| match error {
                InternalError::Store(error) => error,
                other => StoreError::Unavailable(other.to_string()),
            })
    }
}
