use super::{Branding, PlanName, Slug};
use crate::{
    foundation::{TenantId, Timestamp},
    keyring::Sealed,
    policy::PolicyOverrides,
};

/// Whether a tenant serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantState {
    /// Signs people in.
    Active,
    /// Signs nobody in until reactivated.
    Suspended,
    /// As suspended, and to be erased.
    DeletionRequested,
}

/// What may happen to a tenant's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateChange {
    /// Back to active, from either other state.
    Reactivate,
    /// To be erased after its grace period.
    RequestDeletion,
    /// Out of service.
    Suspend,
}

impl TenantState {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::DeletionRequested => "deletion_requested",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Suspended, Self::DeletionRequested]
            .into_iter()
            .find(|state| state.as_str() == text)
    }

    /// The state after a change; `None` if the change does not apply.
    #[must_use]
    pub const fn after(self, change: StateChange) -> Option<Self> {
        match (self, change) {
            (Self::Suspended | Self::DeletionRequested, StateChange::Reactivate) => {
                Some(Self::Active)
            }
            (Self::Active, StateChange::Suspend) => Some(Self::Suspended),
            (Self::Active | Self::Suspended, StateChange::RequestDeletion) => {
                Some(Self::DeletionRequested)
            }
            (Self::Active, StateChange::Reactivate)
            | (Self::Suspended | Self::DeletionRequested, StateChange::Suspend)
            | (Self::DeletionRequested, StateChange::RequestDeletion) => None,
        }
    }
}

/// A tenant as stored.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its organization identifier.
    pub slug: Slug,
    /// Its shown name.
    pub name: String,
    /// Whether it serves.
    pub state: TenantState,
    /// Where it differs from the platform's policy.
    pub overrides: PolicyOverrides,
    /// Since when its overrides require a second factor of anybody.
    pub mfa_since: Option<Timestamp>,
    /// Its data key, wrapped by the ring.
    pub data_key: Sealed,
    /// Its plan.
    pub plan: PlanName,
    /// How its pages and mails look.
    pub branding: Branding,
    /// Raised by every change of its configuration: tenant, policy, roles, keys.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Tenant {
    /// Whether its data key was destroyed: it is being erased, and as good as gone.
    #[must_use]
    pub fn is_shredded(&self) -> bool {
        self.data_key.as_bytes().is_empty()
    }
}

/// A tenant about to be made.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Its id.
    pub id: TenantId,
    /// Its organization identifier.
    pub slug: Slug,
    /// Its shown name, 1 to 100 characters.
    pub name: String,
    /// Its plan.
    pub plan: PlanName,
    /// How its pages and mails look.
    pub branding: Branding,
    /// Its data key, wrapped by the ring.
    pub data_key: Sealed,
    /// When it is made.
    pub created_at: Timestamp,
}
