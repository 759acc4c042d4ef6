//! One command a file.

mod api_key;
mod apply;
mod audit_verify;
mod backup;
mod config_check;
mod doctor;
mod keyring;
mod migrate;
mod password_input;
mod policy;
mod reference;
mod restore;
mod routes;
mod serve;
mod signing_key_list;
mod signing_key_rotate;
mod tenant;
mod user;

use authnex_core::foundation::{Actor, RequestContext};
use serde_json::Value;

use crate::{
    cli::{AuditCommand, Cli, Command, ConfigCommand, SigningKeyCommand},
    config::Config,
    failure::Failure,
    logging,
};

/// Runs what the command line asks for.
pub(crate) async fn run(cli: Cli) -> Result<(), Failure> {
    let command = cli.command.unwrap_or(Command::Serve);
    if let Command::Reference { topic } = command {
        return reference::run(topic);
    }
    let config = Config::load(&cli.settings)?;
    if let Command::Config {
        command: ConfigCommand::Check { json },
    } = command
    {
        return config_check::run(&config, json);
    }
    if matches!(command, Command::Routes) {
        return routes::run();
    }
    logging::start(&config)?;
    match command {
        Command::Serve => serve::run(config).await,
        Command::ApiKey { command } => api_key::run(&config, command).await,
        Command::Apply(arguments) => apply::run(config, &arguments).await,
        Command::Audit {
            command: AuditCommand::Verify { tenant, json },
        } => audit_verify::run(&config, &tenant, json).await,
        Command::Backup { file, json } => backup::run(&config, &file, json).await,
        Command::Doctor {
            accept_base_url,
            json,
        } => doctor::run(&config, accept_base_url, json).await,
        Command::Keyring { command } => keyring::run(&config, command).await,
        Command::Migrate { check, json } => migrate::run(&config, check, json).await,
        Command::Config { .. } | Command::Reference { .. } | Command::Routes => Ok(()),
        Command::Policy { command } => policy::run(&config, command).await,
        Command::Restore {
            file,
            invalidate,
            force,
            json,
        } => {
            let wishes = restore::Wishes {
                invalidate,
                force,
                as_json: json,
            };
            restore::run(&config, &file, wishes).await
        }
        Command::SigningKey { command } => signing_key(&config, command).await,
        Command::Tenant { command } => tenant::run(&config, command).await,
        Command::User { command } => user::run(&config, command).await,
    }
}

async fn signing_key(config: &Config, command: SigningKeyCommand) -> Result<(), Failure> {
    match command {
        SigningKeyCommand::List { tenant, json } => {
            signing_key_list::run(config, &tenant, json).await
        }
        SigningKeyCommand::Rotate { tenant, alg, json } => {
            signing_key_rotate::run(config, &tenant, alg.as_deref(), json).await
        }
    }
}

/// What the operator does is done by the operator.
fn operator() -> RequestContext {
    RequestContext::by(Actor::Operator)
}

/// Prints to stdout: one JSON object, or text for people.
fn print(json: bool, value: &Value, text: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{value}").map_err(Failure::output)
    } else {
        writeln!(out, "{text}").map_err(Failure::output)
    }
}
