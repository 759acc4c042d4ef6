//! `api-key …`: keys for the management API.

mod create;
mod list;
mod revoke;
mod rotate;
mod view;

use crate::{cli::ApiKeyCommand, config::Config, failure::Failure};

/// Does what the command line says of API keys.
pub(super) async fn run(config: &Config, command: ApiKeyCommand) -> Result<(), Failure> {
    match command {
        ApiKeyCommand::Create {
            client,
            name,
            permission,
            expires_in_days,
            at,
        } => {
            let wanted = create::Wanted {
                client,
                name,
                permissions: permission,
                expires_in_days,
            };
            create::run(config, wanted, &at).await
        }
        ApiKeyCommand::Rotate { id, overlap, at } => rotate::run(config, (&id, overlap), &at).await,
        ApiKeyCommand::Revoke { id, at } => revoke::run(config, &id, &at).await,
        ApiKeyCommand::List { limit, cursor, at } => list::run(config, (limit, cursor), &at).await,
    }
}
