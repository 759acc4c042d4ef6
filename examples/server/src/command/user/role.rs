use authnex_core::flow::RoleChangeError;
use serde_json::json;

use super::{
    super::{operator, print},
    target::Target,
};
use crate::{cli::Whom, config::Config, failure::Failure};

/// Gives a user a role; one who has it keeps it.
pub(super) async fn assign(config: &Config, whom: &Whom, role: &str) -> Result<(), Failure> {
    let target = Target::open(config, whom).await?;
    let (tenant, user) = (&target.tenant, target.user.id);
    let changed = tenant.assign_role(user, role, &operator()).await;
    show(&target, whom, changed).await
}

/// Takes a role from a user; one who does not have it stays without.
pub(super) async fn unassign(config: &Config, whom: &Whom, role: &str) -> Result<(), Failure> {
    let target = Target::open(config, whom).await?;
    let (tenant, user) = (&target.tenant, target.user.id);
    let changed = tenant.unassign_role(user, role, &operator()).await;
    show(&target, whom, changed).await
}

async fn show(
    Target { tenant, user, .. }: &Target,
    whom: &Whom,
    changed: Result<bool, RoleChangeError>,
) -> Result<(), Failure> {
    let changed = changed.map_err(|error| match error {
        RoleChangeError::Name(_) | RoleChangeError::UnknownRole => {
            Failure::Configuration(format!("{error}; make it by 'apply'"))
        }
        other => Failure::Failed(other.to_string()),
    })?;
    let roles = tenant.roles_of(user.id).await?;
    let value = json!({"id": user.id, "roles": roles, "changed": changed});
    let text = format!("{} has the roles {}", user.username, roles.join(", "));
    print(whom.at.json, &value, &text)
}
