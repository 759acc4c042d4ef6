use serde_json::json;

use super::{
    super::{operator, print},
    target::Target,
};
use crate::{cli::Whom, config::Config, failure::Failure};

/// Ends all of a user's sessions.
pub(super) async fn run(config: &Config, whom: &Whom) -> Result<(), Failure> {
    let Target { tenant, user, .. } = &Target::open(config, whom).await?;
    let ended = tenant
        .end_all_sessions(user.id, &operator())
        .await
        .map_err(|error| Failure::Failed(error.to_string()))?;
    let value = json!({"id": user.id, "ended": ended});
    print(
        whom.at.json,
        &value,
        &format!("ended {ended} sessions of {}", user.username),
    )
}
