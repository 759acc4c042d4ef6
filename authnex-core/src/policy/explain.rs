use serde::Serialize;
use serde_json::{Map, Value};

use super::{FIELDS, Policy, PolicyField, PolicyOverrides, patch::members};

/// Where a value in force comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicySource {
    /// The platform.
    Default,
    /// `strict` asks for more than was set.
    Strict,
    /// The tenant.
    Tenant,
}

/// One value in force, with what it replaces.
#[derive(Clone, Debug)]
pub struct ExplainedValue {
    /// What is ruled.
    pub field: &'static PolicyField,
    /// The value in force.
    pub value: Value,
    /// The platform's.
    pub default: Value,
    /// The tenant's own, if it set one.
    pub own: Option<Value>,
    /// Where the value in force comes from.
    pub source: PolicySource,
}

impl Policy {
    /// Every value in force under a tenant's overrides, with the one that it replaces; `self` is the platform's policy.
    #[must_use]
    pub fn explain(&self, overrides: &PolicyOverrides) -> Vec<ExplainedValue> {
        let (default, own) = (members(self), members(overrides));
        let merged = members(&self.merged(overrides).consistent());
        let in_force = members(&self.with(overrides));
        let of = |all: &Map<String, Value>, field: &PolicyField| {
            all.get(field.name).cloned().unwrap_or_default()
        };
        let explained = |field: &'static PolicyField| {
            let value = of(&in_force, field);
            let default = of(&default, field);
            let own = own.get(field.name).cloned();
            let source = if of(&merged, field) != value {
                PolicySource::Strict
            } else if own.is_some() || value != default {
                PolicySource::Tenant
            } else {
                PolicySource::Default
            };
            ExplainedValue {
                field,
                value,
                default,
                own,
                source,
            }
        };
        FIELDS.iter().map(explained).collect()
    }
}
