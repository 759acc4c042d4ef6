use std::cell::Cell;

use serde::{
    Deserialize,
    de::{DeserializeOwned, DeserializeSeed},
};
use serde_json::{Map, Value};

use super::{
    ClientEntry, Document, DocumentError, DocumentFault, RoleEntry, TenantEntry, UserEntry,
    uniqueness,
};
use crate::{
    jose::strict_json::StrictValue,
    policy::PolicyOverrides,
    role::{Permission, RoleName, SystemRole},
    tenant::{Branding, PlanName, Slug},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outermost {
    tenants: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TenantNames {
    slug: String,
    name: Option<String>,
    plan: Option<String>,
    #[serde(default)]
    branding: Map<String, Value>,
    #[serde(default)]
    policy: Map<String, Value>,
    #[serde(default)]
    roles: Vec<Value>,
    #[serde(default)]
    users: Vec<Value>,
    #[serde(default)]
    clients: Vec<Value>,
    #[serde(default)]
    providers: Vec<Value>,
    #[serde(default)]
    webhooks: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleNames {
    name: String,
    permissions: Option<Vec<String>>,
}

/// Reads a document whole, and gathers all that is wrong.
pub(super) fn document(text: &str) -> Result<Document, DocumentError> {
    let mut faults = Vec::new();
    let tenants = outermost(text, &mut faults).unwrap_or_default();
    let tenants: Vec<TenantEntry> = tenants
        .into_iter()
        .map(without_transfer)
        .enumerate()
        .filter_map(|(index, value)| tenant(format!("tenants[{index}]"), value, &mut faults))
        .collect();
    let document = Document { tenants };
    uniqueness::check(&document, &mut faults);
    if faults.is_empty() {
        Ok(document)
    } else {
        Err(DocumentError(faults))
    }
}

/// What only an import takes over of an export is passed over here.
fn without_transfer(mut tenant: Value) -> Value {
    const NAME: &str = "transfer";
    if let Some(names) = tenant.as_object_mut() {
        names.remove(NAME);
        for list in ["users", "clients"] {
            let entries = names.get_mut(list).and_then(Value::as_array_mut);
            for entry in entries.into_iter().flatten() {
                if let Some(names) = entry.as_object_mut() {
                    names.remove(NAME);
                }
            }
        }
    }
    tenant
}

fn outermost(text: &str, faults: &mut Vec<DocumentFault>) -> Option<Vec<Value>> {
    let duplicate = Cell::new(false);
    let mut json = serde_json::Deserializer::from_str(text);
    let seed = StrictValue {
        duplicate: &duplicate,
    };
    let parsed = seed
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value));
    let value = match parsed {
        Ok(value) => value,
        Err(error) => {
            let what = if duplicate.get() {
                "a name stands twice in one object"
            } else {
                "not well-formed JSON"
            };
            let place = format!("line {}, column {}", error.line(), error.column());
            faults.push(DocumentFault::new(place, what));
            return None;
        }
    };
    let value = match value {
        Value::Object(names) => names
            .into_iter()
            .filter(|(name, _)| !name.starts_with("x-"))
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    };
    read::<Outermost>("", value, faults).map(|outermost| outermost.tenants)
}

fn tenant(path: String, value: Value, faults: &mut Vec<DocumentFault>) -> Option<TenantEntry> {
    let names = read::<TenantNames>(&path, value, faults)?;
    let slug = Slug::parse(&names.slug)
        .map_err(|error| faults.push(DocumentFault::new(format!("{path}.slug"), error)))
        .ok();
    let plan = names.plan.and_then(|text| {
        PlanName::parse(&text)
            .map_err(|error| faults.push(DocumentFault::new(format!("{path}.plan"), error)))
            .ok()
    });
    for (what, entries) in [
        ("providers", &names.providers),
        ("webhooks", &names.webhooks),
    ] {
        if !entries.is_empty() {
            let detail = "this version has none yet; leave them out";
            faults.push(DocumentFault::new(format!("{path}.{what}[0]"), detail));
        }
    }
    let at = format!("{path}.branding");
    let branding = read::<Branding>(&at, Value::Object(names.branding), faults);
    let at = format!("{path}.policy");
    let policy = read::<PolicyOverrides>(&at, Value::Object(names.policy), faults);
    let roles = entries(&path, "roles", names.roles, |at, value| {
        role(at, value, faults)
    });
    let users = entries(&path, "users", names.users, |at, value| {
        UserEntry::read(at, value, faults)
    });
    let clients = entries(&path, "clients", names.clients, |at, value| {
        ClientEntry::read(at, value, faults)
    });
    Some(TenantEntry {
        slug: slug?,
        name: names.name,
        plan,
        branding: branding?,
        policy: policy?,
        roles,
        users,
        clients,
        path,
    })
}

fn entries<T>(
    path: &str,
    list: &str,
    values: Vec<Value>,
    mut read: impl FnMut(String, Value) -> Option<T>,
) -> Vec<T> {
    values
        .into_iter()
        .enumerate()
        .filter_map(|(index, value)| read(format!("{path}.{list}[{index}]"), value))
        .collect()
}

fn role(path: String, value: Value, faults: &mut Vec<DocumentFault>) -> Option<RoleEntry> {
    let names = read::<RoleNames>(&path, value, faults)?;
    let name = RoleName::parse(&names.name)
        .map_err(|error| faults.push(DocumentFault::new(format!("{path}.name"), error)))
        .ok();
    let permissions = names.permissions.map(|texts| {
        texts
            .iter()
            .enumerate()
            .filter_map(|(index, text)| {
                let at = || format!("{path}.permissions[{index}]");
                Permission::parse(text)
                    .map_err(|error| faults.push(DocumentFault::new(at(), error)))
                    .ok()
            })
            .collect()
    });
    let name = name?;
    let system = SystemRole::ALL
        .into_iter()
        .find(|role| role.name() == name.as_str());
    if system.is_some_and(|role| {
        permissions
            .as_ref()
            .is_some_and(|p| *p != role.permissions())
    }) {
        let detail = "this role comes with every tenant and cannot be edited";
        faults.push(DocumentFault::new(format!("{path}.permissions"), detail));
    }
    Some(RoleEntry {
        path,
        name,
        permissions,
    })
}

/// Reads a part of the document; a fault names the path within the whole.
pub(super) fn read<T: DeserializeOwned>(
    path: &str,
    value: Value,
    faults: &mut Vec<DocumentFault>,
) -> Option<T> {
    if !value.is_object() {
        // A derived struct would take an array too.
        faults.push(DocumentFault::new(path, "expected an object"));
        return None;
    }
    serde_path_to_error::deserialize(value)
        .map_err(|error| {
            let inner = error.path().to_string();
            let parting = match inner.as_str() {
                "." => return faults.push(fault(path.to_owned(), error.inner())),
                _ if path.is_empty() || inner.starts_with('[') => "",
                _ => ".",
            };
            faults.push(fault(format!("{path}{parting}{inner}"), error.inner()));
        })
        .ok()
}

/// Says what is wrong without what was given: it may be a secret.
fn fault(path: String, error: &serde_json::Error) -> DocumentFault {
    let text = error.to_string();
    let named = |start: &str| {
        let (name, _) = text.strip_prefix(start)?.split_once('`')?;
        Some(name)
    };
    if named("unknown field `").is_some() {
        return DocumentFault::new(path, "unknown");
    }
    if let Some(name) = named("missing field `") {
        let parting = if path.is_empty() { "" } else { "." };
        return DocumentFault::new(format!("{path}{parting}{name}"), "missing");
    }
    for start in ["invalid type: ", "invalid value: ", "unknown variant "] {
        if text.starts_with(start) {
            let expected = text
                .rsplit_once(", expected ")
                .map(|(_, expected)| expected);
            return DocumentFault::new(
                path,
                format!("expected {}", expected.unwrap_or("another type")),
            );
        }
    }
    DocumentFault::new(path, text)
}
