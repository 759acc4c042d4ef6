use authnex_core::signing_key::KeyState;
use serde_json::{Value, json};

use super::print;
use crate::{config::Config, failure::Failure, open};

/// Lists a tenant's published signing keys.
pub(super) async fn run(config: &Config, slug: &str, as_json: bool) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, slug).await?;
    let keys = tenant.list_signing_keys().await?;
    let (mut list, mut lines) = (Vec::new(), Vec::new());
    for key in &keys {
        let until = match key.state {
            KeyState::Retiring { until } => json!(until),
            _ => Value::Null,
        };
        let retires = until
            .as_str()
            .map(|until| format!("\tuntil {until}"))
            .unwrap_or_default();
        let (algorithm, state) = (key.algorithm.name(), key.state.as_str());
        lines.push(format!("{}\t{algorithm}\t{state}{retires}", key.id));
        list.push(json!({
            "kid": key.id,
            "alg": algorithm,
            "state": state,
            "until": until,
            "created_at": key.created_at,
        }));
    }
    let value = json!({"tenant": slug, "keys": list});
    print(as_json, &value, &lines.join("\n"))
}
