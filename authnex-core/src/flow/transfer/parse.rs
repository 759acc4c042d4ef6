use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    ImportError,
    facts::{ClientFacts, TenantFacts, UserFacts},
};
use crate::{
    client::ClientMetadata,
    password::StoredHash,
    policy::PolicyOverrides,
    tenant::{Branding, PlanName, Slug},
    user::{Attributes, Profile},
};

/// A document that an export wrote, checked by itself.
pub struct TransferDocument {
    pub(crate) tenants: Vec<TenantTransfer>,
}

impl std::fmt::Debug for TransferDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let slugs: Vec<&Slug> = self.tenants.iter().map(|tenant| &tenant.slug).collect();
        f.debug_tuple("TransferDocument").field(&slugs).finish()
    }
}

/// A tenant on its way.
pub(crate) struct TenantTransfer {
    pub(super) path: String,
    pub(crate) slug: Slug,
    pub(super) name: String,
    pub(super) plan: PlanName,
    pub(super) branding: Branding,
    pub(super) policy: PolicyOverrides,
    pub(super) facts: TenantFacts,
    pub(super) roles: Vec<RoleTransfer>,
    pub(super) clients: Vec<ClientTransfer>,
    pub(super) users: Vec<UserTransfer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleTransfer {
    pub(super) name: String,
    pub(super) permissions: Vec<String>,
}

pub(super) struct ClientTransfer {
    pub(super) path: String,
    pub(super) client_id: String,
    pub(super) metadata: ClientMetadata,
    pub(super) facts: ClientFacts,
}

pub(super) struct UserTransfer {
    pub(super) path: String,
    pub(super) names: UserNames,
    pub(super) profile: Profile,
    pub(super) hash: Option<StoredHash>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserNames {
    pub(super) username: String,
    pub(super) email: Option<String>,
    pub(super) email_verified: bool,
    pub(super) name: Option<String>,
    password_hash: Option<String>,
    #[serde(default)]
    pub(super) attributes: Attributes,
    pub(super) roles: Vec<String>,
    pub(super) transfer: UserFacts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TenantNames {
    slug: String,
    name: String,
    plan: String,
    #[serde(default)]
    branding: Branding,
    policy: PolicyOverrides,
    transfer: TenantFacts,
    roles: Vec<RoleTransfer>,
    clients: Vec<Map<String, Value>>,
    users: Vec<Map<String, Value>>,
}

impl TransferDocument {
    /// Reads a document.
    ///
    /// # Errors
    /// [`ImportError`] names the path of the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        let mut outermost: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            ImportError::at(place, "not a JSON object")
        })?;
        let tenants = outermost.remove("tenants").unwrap_or_default();
        if let Some(name) = outermost.keys().find(|name| !name.starts_with("x-")) {
            return Err(ImportError::at(name, "not a name of a document"));
        }
        let tenants: Vec<Value> = read("tenants", tenants)?;
        let tenants = tenants
            .into_iter()
            .enumerate()
            .map(|(position, value)| tenant(format!("tenants[{position}]"), value))
            .collect::<Result<_, _>>()?;
        Ok(Self { tenants })
    }
}

fn read<T: DeserializeOwned>(path: &str, value: Value) -> Result<T, ImportError> {
    serde_json::from_value(value).map_err(|error| ImportError::at(path, error))
}

fn tenant(path: String, value: Value) -> Result<TenantTransfer, ImportError> {
    let no_export = value.get("transfer").is_none();
    let names: TenantNames = read(&path, value).map_err(|error| {
        if no_export {
            ImportError::at(
                &path,
                "'transfer' is missing: this is no export; use 'apply' for it",
            )
        } else {
            error
        }
    })?;
    let slug =
        Slug::parse(&names.slug).map_err(|error| ImportError::at(format!("{path}.slug"), error))?;
    let plan = PlanName::parse(&names.plan)
        .map_err(|error| ImportError::at(format!("{path}.plan"), error))?;
    let clients = each(&path, "clients", names.clients, client)?;
    let users = each(&path, "users", names.users, user)?;
    Ok(TenantTransfer {
        path,
        slug,
        name: names.name,
        plan,
        branding: names.branding,
        policy: names.policy,
        facts: names.transfer,
        roles: names.roles,
        clients,
        users,
    })
}

fn each<T>(
    path: &str,
    list: &str,
    values: Vec<Map<String, Value>>,
    read: fn(String, Map<String, Value>) -> Result<T, ImportError>,
) -> Result<Vec<T>, ImportError> {
    values
        .into_iter()
        .enumerate()
        .map(|(position, value)| read(format!("{path}.{list}[{position}]"), value))
        .collect()
}

fn client(path: String, mut names: Map<String, Value>) -> Result<ClientTransfer, ImportError> {
    let facts = names.remove("transfer").unwrap_or_default();
    let client_id = names.remove("client_id").unwrap_or_default();
    Ok(ClientTransfer {
        facts: read(&format!("{path}.transfer"), facts)?,
        client_id: read(&format!("{path}.client_id"), client_id)?,
        metadata: read(&path, Value::Object(names))?,
        path,
    })
}

fn user(path: String, names: Map<String, Value>) -> Result<UserTransfer, ImportError> {
    let (profile, names): (Map<_, _>, Map<_, _>) = names
        .into_iter()
        .partition(|(name, _)| Profile::FIELDS.contains(&name.as_str()));
    let mut names: UserNames = read(&path, Value::Object(names))?;
    let profile: Profile = read(&path, Value::Object(profile))?;
    let faulty = |error: &dyn std::fmt::Display| ImportError::at(&path, error);
    profile.check().map_err(|error| faulty(&error))?;
    names.attributes.check().map_err(|error| faulty(&error))?;
    let hash = names
        .password_hash
        .take()
        .map(|text| StoredHash::import(&text))
        .transpose()
        .map_err(|error| ImportError::at(format!("{path}.password_hash"), error))?;
    Ok(UserTransfer {
        path,
        names,
        profile,
        hash,
    })
}
