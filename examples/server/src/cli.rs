//! The command line.

mod api_key;
mod apply;
mod audit;
mod operate;
mod tenant;
mod user;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use api_key::ApiKeyCommand;
pub(crate) use apply::ApplyArguments;
pub(crate) use audit::AuditCommand;
pub(crate) use operate::{KeyringCommand, ReferenceTopic};
pub(crate) use tenant::{SecretsChoice, TenantCommand};
pub(crate) use user::{At, UserCommand, Whom};

/// Authentication as one binary: a server, and its operator's commands.
#[derive(Debug, Parser)]
#[command(name = "authnex", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) settings: SettingFlags,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Flags that set what file and environment set too; flags win.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct SettingFlags {
    /// Configuration file (`AUTHNEX_CONFIG`; default: `authnex.toml` if there is one)
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Address to listen on (`AUTHNEX_LISTEN`)
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<String>,
    /// The one public URL (`AUTHNEX_BASE_URL`)
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// `sqlite:PATH`, `sqlite::memory:` or `postgres://…` (`AUTHNEX_DATABASE_URL`)
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// File of the master keys (`AUTHNEX_KEYRING_FILE`)
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) keyring_file: Option<String>,
}

/// What is to be done; serving when left out.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves
    Serve,
    /// A tenant's keys for the management API
    ApiKey {
        /// What about them
        #[command(subcommand)]
        command: ApiKeyCommand,
    },
    /// Makes tenants, rules, roles, users and clients as a file declares them; deletes nothing
    Apply(ApplyArguments),
    /// A tenant's audit trail
    Audit {
        /// What about it
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Copies the database, beside a running server, to a new file; the key ring is not in it
    Backup {
        /// The new file
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// The configuration
    Config {
        /// What about it
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Checks configuration, database, clock, mail and keys
    Doctor {
        /// Take the base URL that is configured now for the right one, though issuers change with it
        #[arg(long)]
        accept_base_url: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// The master keys
    Keyring {
        /// What about them
        #[command(subcommand)]
        command: KeyringCommand,
    },
    /// Brings the database to this version's schema; a server does so at its start
    Migrate {
        /// Change nothing; fail if there is something to do
        #[arg(long)]
        check: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// A tenant's rules
    Policy {
        /// What about them
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// Prints the reference of settings or commands
    #[command(hide = true)]
    Reference {
        /// Of what
        #[arg(value_enum)]
        topic: ReferenceTopic,
    },
    /// Puts a backup in place, while no server runs
    Restore {
        /// The backup
        file: PathBuf,
        /// End every session, refresh token, one-time token and waiting sign-in that was in the backup
        #[arg(long)]
        invalidate: bool,
        /// Replace the database that is there
        #[arg(long)]
        force: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Lists every route as JSON: for tests that must not miss one
    #[command(hide = true)]
    Routes,
    /// A tenant's signing keys
    SigningKey {
        /// What about them
        #[command(subcommand)]
        command: SigningKeyCommand,
    },
    /// Tenants
    Tenant {
        /// What about them
        #[command(subcommand)]
        command: TenantCommand,
    },
    /// A tenant's users
    User {
        /// What about them
        #[command(subcommand)]
        command: UserCommand,
    },
}

/// About the configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Checks it, and explains every value and where it comes from
    Check {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// About signing keys.
#[derive(Debug, Subcommand)]
pub(crate) enum SigningKeyCommand {
    /// Lists the published keys
    List {
        /// Organization identifier
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Makes the next key the active one; the old one stays published until its last token has expired
    Rotate {
        /// Organization identifier
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// Only this algorithm: EdDSA, ES256 or RS256 (default: all)
        #[arg(long, value_name = "ALGORITHM")]
        alg: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// About rules.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Shows the rules in force, and which the tenant sets
    Show {
        /// Organization identifier
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Sets rules; `NAME=` takes one back to the platform's default
    Set {
        /// Organization identifier
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// Rules, such as `access_token_signing_alg=ES256`
        #[arg(required = true, value_name = "NAME=VALUE")]
        rules: Vec<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}
