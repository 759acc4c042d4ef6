use serde_json::{Map, Value, json};

use super::{Change, DocumentFault, TenantEntry};
use crate::{
    flow::{Environment, account::Faults, branding::check_branding},
    foundation::TenantScope,
    policy::{Policy, PolicyOverrides},
    tenant::{Branding, PlanName, TenantDetails},
};

/// What a tenant is to be called, and by which rules it is to go.
#[derive(Debug)]
pub(crate) struct SettingsPlan {
    /// Name, plan and branding as they will be.
    pub(crate) details: TenantDetails,
    /// The rules that the document sets, if any of them is new.
    pub(crate) policy: Option<PolicyOverrides>,
    /// All rules as they will be.
    pub(super) rules: Policy,
    /// Whether any of the details is new.
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
        branding: tenant.branding.clone(),
    });
    let mut details = before.clone().unwrap_or_else(|| TenantDetails {
        name: entry.slug.to_string(),
        plan: PlanName::default(),
        branding: Branding::default(),
    });
    details.name = name.unwrap_or(details.name);
    details.plan = entry.plan.clone().unwrap_or(details.plan);
    details.branding = shown_branding(env, entry, &details.branding, faults);
    if let Some(before) = &before {
        for (field, differs) in [
            ("name", before.name != details.name),
            ("plan", before.plan != details.plan),
            ("branding", before.branding != details.branding),
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

/// What is stored with what the document gives over it.
fn shown_branding(
    env: &Environment,
    entry: &TenantEntry,
    stored: &Branding,
    faults: &mut Vec<DocumentFault>,
) -> Branding {
    let mut found = Faults::default();
    check_branding(&entry.branding, env.client_rules.loopback, &mut found);
    if let Err(list) = found.or(Some(())) {
        let at = format!("{}.branding", entry.path);
        faults.extend(list.iter().map(|fault| DocumentFault::of_field(&at, fault)));
    }
    let given = entry.branding.clone();
    Branding {
        accent_color: given.accent_color.or_else(|| stored.accent_color.clone()),
        accent_color_dark: given
            .accent_color_dark
            .or_else(|| stored.accent_color_dark.clone()),
        support_uri: given.support_uri.or_else(|| stored.support_uri.clone()),
        policy_uri: given.policy_uri.or_else(|| stored.policy_uri.clone()),
        tos_uri: given.tos_uri.or_else(|| stored.tos_uri.clone()),
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
