use std::sync::Arc;

use super::TenantId;
use crate::tenant::TenantSnapshot;

/// The right to touch one tenant's data.
///
/// Made only by resolving a slug, or through [`Platform`]: a bare tenant id opens nothing. A store reads the
/// id out of it and can never make one.
#[derive(Clone, Debug)]
pub struct TenantScope(Arc<TenantSnapshot>);

impl TenantScope {
    pub(crate) fn of(snapshot: TenantSnapshot) -> Self {
        Self(Arc::new(snapshot))
    }

    /// The tenant whose data this opens.
    #[must_use]
    pub fn id(&self) -> TenantId {
        self.0.tenant.id
    }

    /// The tenant's configuration as of when the scope was opened, at most a second ago.
    #[must_use]
    pub fn snapshot(&self) -> &TenantSnapshot {
        &self.0
    }
}

/// The right to work across tenants: held by the operator, the workers and sign-up.
#[derive(Debug)]
pub struct Platform(());

impl Platform {
    /// Only the engine hands it out.
    pub(crate) const fn new() -> Self {
        Self(())
    }
}
