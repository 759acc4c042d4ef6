use authnex_core::user::UserStatus;
use serde_json::json;

use super::{
    super::{operator, print},
    target::Target,
};
use crate::{cli::Whom, config::Config, failure::Failure};

/// Suspends or reactivates a user; one who is so already stays so.
pub(super) async fn run(config: &Config, whom: &Whom, status: UserStatus) -> Result<(), Failure> {
    let Target { tenant, user, .. } = &Target::open(config, whom).await?;
    let changed = tenant
        .set_user_status(user.id, status, &operator())
        .await
        .map_err(|error| Failure::Failed(error.to_string()))?;
    let value = json!({"id": user.id, "status": status, "changed": changed});
    let again = if changed { "" } else { " already" };
    let text = format!("{} is {}{again}", user.username, status.as_str());
    print(whom.at.json, &value, &text)
}
