use serde_json::json;

use super::{
    super::{operator, print},
    target::Target,
};
use crate::{cli::Whom, config::Config, failure::Failure};

/// Takes a user's second factors away.
pub(super) async fn run(config: &Config, whom: &Whom) -> Result<(), Failure> {
    let Target { tenant, user, .. } = &Target::open(config, whom).await?;
    let reset = tenant
        .reset_mfa(user.id, &operator())
        .await
        .map_err(|error| Failure::Failed(error.to_string()))?;
    let had_any = reset.unwrap_or_default();
    let value = json!({"id": user.id, "reset": had_any});
    let text = if had_any {
        format!("{} has no second factor any more", user.username)
    } else {
        format!("{} has no second factor", user.username)
    };
    print(whom.at.json, &value, &text)
}
