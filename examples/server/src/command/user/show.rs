use serde_json::json;

use super::{super::print, target::Target, view};
use crate::{cli::Whom, config::Config, failure::Failure};

/// Shows a user with the roles.
pub(super) async fn run(config: &Config, whom: &Whom) -> Result<(), Failure> {
    let Target { tenant, user, .. } = &Target::open(config, whom).await?;
    let roles = tenant.roles_of(user.id).await?;
    let mut value = view::json_of(user);
    if let Some(all) = value.as_object_mut() {
        all.insert("roles".to_owned(), json!(roles));
    }
    let lines: Vec<String> = value
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| match value.as_str() {
            Some(text) => format!("{name} = {text}"),
            None => format!("{name} = {value}"),
        })
        .collect();
    print(whom.at.json, &value, &lines.join("\n"))
}
