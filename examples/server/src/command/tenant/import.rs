use std::path::Path;

use authnex_core::flow::transfer::{ImportError, TransferDocument};
use serde_json::{Value, json};

use crate::{
    command::{operator, print},
    config::Config,
    failure::Failure,
    open,
};

/// Makes the tenants of an export. The document is read whole before anything is written.
pub(super) async fn run(config: &Config, file: &Path, as_json: bool) -> Result<(), Failure> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Configuration(format!("{shown} cannot be read: {error}")))?;
    let document = TransferDocument::parse(&text)
        .map_err(|error| Failure::Configuration(format!("{shown}: {error}")))?;
    drop(text);
    let (authnex, _workers) = open::engine(config).await?;
    let imported = authnex.operator().import(&document, &operator()).await;
    let imported = imported.map_err(|error| match error {
        ImportError::Failed { .. } => Failure::Failed(format!(
            "{shown}: {error}; what stands before it is done: import it again to go on"
        )),
        ImportError::Internal(error) => {
            Failure::Failed(format!("{error}; import {shown} again to go on"))
        }
    })?;
    let list: Vec<Value> = imported
        .iter()
        .map(|tenant| {
            json!({
                "id": tenant.id,
                "slug": tenant.slug,
                "issuer": tenant.issuer,
                "users": tenant.users,
                "clients": tenant.clients,
            })
        })
        .collect();
    let lines: Vec<String> = imported
        .iter()
        .map(|tenant| {
            format!(
                "{}: {} users and {} clients made, issuer {}",
                tenant.slug, tenant.users, tenant.clients, tenant.issuer
            )
        })
        .collect();
    print(as_json, &json!({"tenants": list}), &lines.join("\n"))
}
