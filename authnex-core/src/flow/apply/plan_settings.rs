use serde_json::{Map, Value, json};

use super::{Change, DocumentFault, TenantEntry};
use crate::{
    flow::{Environment, account::Faults},
    foundation::TenantScope,
    policy::{Policy, PolicyOverrides},
    tenant::TenantDetails,
};

/// What a tenant is to be called, and by which rules it is to go.
#[derive(Debug)]
pub(crate) struct SettingsPlan {
    /// Name and plan as they will be.
    pub(crate) details: TenantDetails,
    /// The rules that the document sets, if any of them is new.
    pub(crate) policy: Option<PolicyOverrides>,
    /// All rules as they will be.
    pub(super) rules: Policy,
    /// Whether name or plan is new.
    pub(crate) new_details: bool,
}

/// Overrides with those of a document over them.
pub(super) fn merged(stored: &PolicyOverrides, given: &PolicyOverrides) -> PolicyOverrides {
    let (mut all, given) = (object(stored), object(given));
    all.extend(given);
    // Both were overrides, and their names are the same.
    serde_json::from_value(Value::Object(all)).unwrap_or_else(|_| stored.clone())
}

fn object(overrides: &PolicyOverrides) -> Map<String, Value> {
    match json!(overrides) {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Compares name, plan and rules with what is stored.
pub(super) fn plan_settings(
    env: &Environment,
    scope: Option<&TenantScope>,
    entry: &TenantEntry,
    (changes, faults): (&mut Vec<Change>, &mut Vec<DocumentFault>),
) -> SettingsPlan {
    let stored = scope.map(|scope| &scope.snapshot().tenant);
    let name = entry
        .name
        .as_deref()
        .map(|text| shown_name(entry, text, faults));
    let before = stored.map(|tenant| TenantDetails {
        name: tenant.name.clone(),
        plan: tenant.plan.clone(),
    });
    let mut details = before.clone().unwrap_or_else(|| TenantDetails {
        name: entry.slug.to_string(),
        plan: crate::tenant::PlanName::default(),
    });
    details.name = name.unwrap_or(details.name);
    details.plan = entry.plan.clone().unwrap_or(details.plan);
    if let Some(before) = &before {
        for (field, differs) in [
            ("name", before.name != details.name),
            ("plan", before.plan != details.plan),
        ] {
            if differs {
                changes.push(Change::update(format!("{}.{field}", entry.path)));
            }
        }
    }
    let own = stored
        .map(|tenant| tenant.overrides.clone())
        .unwrap_or_default();
    let all = merged(&own, &entry.policy);
    if let Err(error) = all.check(&env.platform_policy) {
        let path = format!("{}.policy.{}", entry.path, error.field());
        faults.push(DocumentFault::new(path, error));
    }
    let (old, new) = (object(&own), object(&all));
    let differing = new
        .iter()
        .filter(|(name, value)| old.get(*name) != Some(value));
    for (name, _) in differing {
        changes.push(Change::update(format!("{}.policy.{name}", entry.path)));
    }
    SettingsPlan {
        new_details: before.is_some_and(|before| before != details),
        details,
        policy: (own != all).then(|| entry.policy.clone()),
        rules: env.platform_policy.with(&all),
    }
}

fn shown_name(entry: &TenantEntry, text: &str, faults: &mut Vec<DocumentFault>) -> String {
    let mut found = Faults::default();
    let name = found.name(Some(text));
    if name.is_none() {
        found.add("name", "name_missing", "give the organization a name");
    }
    match found.or(name) {
        Ok(name) => name,
        Err(list) => {
            faults.extend(
                list.iter()
                    .map(|fault| DocumentFault::of_field(&entry.path, fault)),
            );
            text.to_owned()
        }
    }
}
