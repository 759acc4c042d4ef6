use std::time::Duration;

use serde_json::json;

use super::state::failure;
use crate::{
    command::{operator, print},
    config::Config,
    failure::Failure,
    open,
};

/// After so long every other process knows, and has finished what it had begun before.
const UNTIL_ALL_KNOW: Duration = Duration::from_millis(1500);

/// Deletes a tenant for good. Cut off, it is run again and goes on.
pub(super) async fn run(
    config: &Config,
    (slug, confirm): (&str, &str),
    as_json: bool,
) -> Result<(), Failure> {
    if slug != confirm {
        return Err(Failure::Configuration(format!(
            "nothing was deleted: --confirm says '{confirm}'; repeat the identifier, '--confirm {slug}'"
        )));
    }
    let (authnex, _workers) = open::engine(config).await?;
    let hands = authnex.operator();
    let context = operator();
    let delete = || hands.delete_tenant(slug, &context);
    let erased = delete().await.map_err(|error| failure(slug, error))?;
    let mut rows = erased.rows;
    if !erased.already {
        tokio::time::sleep(UNTIL_ALL_KNOW).await;
        rows += delete().await.map_err(|error| failure(slug, error))?.rows;
    }
    let value = json!({"tenant": slug, "deleted": true, "already": erased.already, "rows": rows});
    let text = if erased.already {
        format!("{slug} had been deleted before; {rows} late rows erased")
    } else {
        format!("{slug} is deleted: {rows} rows erased, its identifier is not given out again")
    };
    print(as_json, &value, &text)
}
