use authnex_core::flow::{NewPassword, UpdateUserError, UserUpdate};
use serde_json::json;

use super::{
    super::{operator, password_input, print},
    create::invalid,
    target::Target,
};
use crate::{cli::Whom, config::Config, failure::Failure};

/// Sets a user's password.
pub(super) async fn run(config: &Config, whom: &Whom, must_change: bool) -> Result<(), Failure> {
    let password = password_input::read(&whom.user)?;
    let Target { tenant, user, .. } = &Target::open(config, whom).await?;
    let update = UserUpdate {
        password: Some(NewPassword::Plain(password)),
        must_change_password: must_change,
        ..UserUpdate::default()
    };
    tenant
        .update_user(user.id, update, &operator())
        .await
        .map_err(|error| match error {
            UpdateUserError::Invalid(faults) => invalid(&faults),
            other => Failure::Failed(other.to_string()),
        })?;
    let value = json!({"id": user.id, "must_change_password": must_change});
    print(
        whom.at.json,
        &value,
        &format!("{} has a new password", user.username),
    )
}
