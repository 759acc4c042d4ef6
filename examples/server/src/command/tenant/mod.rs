//! What the operator does with tenants.

mod create;
mod delete;
mod export;
mod import;
mod list;
mod state;

use authnex_core::tenant::StateChange;

use crate::{cli::TenantCommand, config::Config, failure::Failure};

/// Runs what the command line asks for.
pub(super) async fn run(config: &Config, command: TenantCommand) -> Result<(), Failure> {
    match command {
        TenantCommand::Create {
            slug,
            owner,
            name,
            json,
        } => create::run(config, (slug, owner, name), json).await,
        TenantCommand::Delete {
            slug,
            confirm,
            json,
        } => delete::run(config, (&slug, &confirm), json).await,
        TenantCommand::Export {
            slug,
            secrets,
            to,
            json,
        } => export::run(config, (&slug, secrets), to.as_deref(), json).await,
        TenantCommand::Import { file, json } => import::run(config, &file, json).await,
        TenantCommand::List { json } => list::run(config, json).await,
        TenantCommand::Suspend { slug, json } => {
            state::run(config, &slug, StateChange::Suspend, json).await
        }
        TenantCommand::Reactivate { slug, json } => {
            state::run(config, &slug, StateChange::Reactivate, json).await
        }
    }
}
