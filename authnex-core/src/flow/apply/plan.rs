use serde::Serialize;

use super::{AppliedUser, plan_client::ClientPlan, plan_settings::SettingsPlan};
use crate::{
    flow::{NewUserByOperator, UserUpdate},
    foundation::UserId,
    role::{Permission, RoleName},
    tenant::Slug,
};

/// What would become of a part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// There is none: it is made.
    Create,
    /// A key is issued, and the one that was issued so before is revoked.
    Issue,
    /// It is changed.
    Update,
}

/// One difference between a document and what is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What would be done.
    pub op: ChangeKind,
    /// To which part of the document: `tenants[0].users[2]`, or a name of it.
    pub path: String,
}

impl Change {
    pub(super) fn create(path: impl Into<String>) -> Self {
        Self {
            op: ChangeKind::Create,
            path: path.into(),
        }
    }

    fn issue(path: impl Into<String>) -> Self {
        Self {
            op: ChangeKind::Issue,
            path: path.into(),
        }
    }

    pub(super) fn update(path: impl Into<String>) -> Self {
        Self {
            op: ChangeKind::Update,
            path: path.into(),
        }
    }
}

/// The difference between a document and what is stored, checked whole.
#[derive(Debug)]
#[must_use = "nothing is done before it is applied"]
pub struct Plan {
    pub(crate) tenants: Vec<TenantPlan>,
}

impl Plan {
    /// The plan with fresh API keys for each tenant: one for the management API and one for SCIM. Keys that were
    /// issued so before are revoked.
    pub fn with_keys(mut self) -> Self {
        for tenant in self.tenants.iter_mut().filter(|tenant| !tenant.issues_keys) {
            for name in ["admin_token", "scim_token"] {
                let path = format!("{}.{name}", tenant.path);
                tenant.changes.push(Change::issue(path));
            }
            tenant.issues_keys = true;
        }
        self
    }

    /// What would be done, in the document's order; nothing when all is as declared.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.tenants.iter().flat_map(|tenant| &tenant.changes)
    }
}

/// What is to be done to one tenant.
#[derive(Debug)]
pub(crate) struct TenantPlan {
    pub(crate) path: String,
    pub(crate) slug: Slug,
    pub(crate) settings: SettingsPlan,
    pub(super) roles: Vec<RolePlan>,
    pub(super) users: Vec<UserPlan>,
    pub(super) clients: Vec<ClientPlan>,
    pub(super) issues_keys: bool,
    pub(super) changes: Vec<Change>,
}

/// A role that is not as declared.
#[derive(Debug)]
pub(super) struct RolePlan {
    pub(super) path: String,
    pub(super) name: RoleName,
    pub(super) permissions: std::collections::BTreeSet<Permission>,
    pub(super) exists: bool,
}

/// A user of the document.
#[derive(Debug)]
pub(super) struct UserPlan {
    pub(super) path: String,
    pub(super) step: UserStep,
}

/// What is to be done to a user.
#[derive(Debug)]
pub(super) enum UserStep {
    /// To make one.
    Create(Box<NewUserByOperator>),
    /// All is as declared.
    Keep(AppliedUser),
    /// To change one.
    Update {
        user: UserId,
        username: String,
        update: Box<UserUpdate>,
    },
}

impl UserStep {
    /// The user who is there already.
    pub(super) const fn stored(&self) -> Option<UserId> {
        match self {
            Self::Create(_) => None,
            Self::Keep(user) => Some(user.id),
            Self::Update { user, .. } => Some(*user),
        }
    }
}
