use serde_json::json;

use super::{
    super::{operator, print},
    view,
};
use crate::{cli::At, config::Config, failure::Failure, open};

/// Ends a key; one that is over stays so.
pub(super) async fn run(config: &Config, id: &str, at: &At) -> Result<(), Failure> {
    let key = view::id(id)?;
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, &at.tenant).await?;
    let revoked = tenant.revoke_api_key(key, &operator()).await;
    let changed = revoked.map_err(view::failure)?;
    let text = if changed {
        format!("{key} is revoked")
    } else {
        format!("{key} was over already")
    };
    print(at.json, &json!({"id": key, "changed": changed}), &text)
}
