use super::{ClientEntry, DocumentError, UserEntry, parse};
use crate::{
    policy::PolicyOverrides,
    role::{Permission, RoleName},
    tenant::{Branding, PlanName, Slug},
};

/// Tenants as a file declares them, checked by itself.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) tenants: Vec<TenantEntry>,
}

impl Document {
    /// Reads a document: one JSON object with `tenants`. Names of the outermost object that begin with `x-` are
    /// ignored; any other unknown name is a fault.
    ///
    /// # Errors
    /// [`DocumentError`] names the path of everything that is wrong.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        parse::document(text)
    }

    /// The tenants, in the document's order.
    #[must_use]
    pub fn tenants(&self) -> &[TenantEntry] {
        &self.tenants
    }
}

/// One tenant of a document. What is absent stays as it is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TenantEntry {
    /// Where it stands in the document: `tenants[0]`.
    pub path: String,
    /// Its organization identifier.
    pub slug: Slug,
    /// Its shown name; the slug at first.
    pub name: Option<String>,
    /// Its plan.
    pub plan: Option<PlanName>,
    /// How its pages and mails look; what is absent stays.
    pub branding: Branding,
    /// Rules by their names.
    pub policy: PolicyOverrides,
    /// Its own roles.
    pub roles: Vec<RoleEntry>,
    /// Its users.
    pub users: Vec<UserEntry>,
    /// Its clients.
    pub clients: Vec<ClientEntry>,
}

/// One role of a document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RoleEntry {
    /// Where it stands in the document.
    pub path: String,
    /// Its name.
    pub name: RoleName,
    /// What it allows, and nothing else; `None` = what it allowed before, nothing at first.
    pub permissions: Option<std::collections::BTreeSet<Permission>>,
}
