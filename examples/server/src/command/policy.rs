use authnex_core::{flow::UpdatePolicyError, policy::PolicyOverrides};
use serde_json::{Map, Value, json};

use super::{operator, print};
use crate::{cli::PolicyCommand, config::Config, failure::Failure, open};

/// Shows or sets a tenant's rules.
pub(super) async fn run(config: &Config, command: PolicyCommand) -> Result<(), Failure> {
    match command {
        PolicyCommand::Show { tenant, json } => show(config, &tenant, json).await,
        PolicyCommand::Set {
            tenant,
            rules,
            json,
        } => set(config, &tenant, &rules, json).await,
    }
}

/// Shows the rules in force.
async fn show(config: &Config, slug: &str, as_json: bool) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, slug).await?;
    let policy = json!(tenant.policy());
    let overrides = json!(tenant.policy_overrides());
    let lines: Vec<String> = policy
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            let from = if overrides.get(name).is_some() {
                "the tenant"
            } else {
                "the platform"
            };
            format!("{name} = {value} (from {from})")
        })
        .collect();
    let value = json!({"tenant": slug, "policy": policy, "overrides": overrides});
    print(as_json, &value, &lines.join("\n"))
}

/// How often rules are set over what is stored, when something else of the tenant is changed at the same moment.
const TRIES: u32 = 5;

/// Sets rules, or takes them back to the platform's default.
async fn set(config: &Config, slug: &str, rules: &[String], as_json: bool) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let mut tries = 0;
    let overrides = loop {
        tries += 1;
        let tenant = open::tenant(&authnex, slug).await?;
        let overrides = with_rules(tenant.policy_overrides(), rules)?;
        match tenant.update_policy(overrides.clone(), &operator()).await {
            Ok(()) => break overrides,
            Err(UpdatePolicyError::Raced) if tries < TRIES => {}
            Err(error) => return Err(Failure::Failed(error.to_string())),
        }
    };
    let value = json!({"tenant": slug, "overrides": overrides});
    let text = format!("{slug} sets {}", json!(overrides));
    print(as_json, &value, &text)
}

fn with_rules(stored: &PolicyOverrides, rules: &[String]) -> Result<PolicyOverrides, Failure> {
    let mut overrides = match json!(stored) {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    for rule in rules {
        let (name, value) = rule.split_once('=').ok_or_else(|| {
            Failure::Configuration(format!(
                "'{rule}': say NAME=VALUE, or NAME= for the default"
            ))
        })?;
        if value.is_empty() {
            overrides.remove(name);
        } else {
            overrides.insert(name.to_owned(), parse_value(value));
        }
    }
    serde_json::from_value(Value::Object(overrides))
        .map_err(|error| Failure::Configuration(format!("{error}; see 'authnex policy show'")))
}

/// A number, a truth value, a list or an object as JSON; anything else as text.
fn parse_value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}
