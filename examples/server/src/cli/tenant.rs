use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

/// About tenants.
#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Makes a tenant with its owner; the owner's password is read from standard input
    Create {
        /// Organization identifier
        slug: String,
        /// The owner's e-mail address
        #[arg(long, value_name = "EMAIL")]
        owner: String,
        /// The organization's shown name (default: the slug)
        #[arg(long)]
        name: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Lists the tenants with their states
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Takes a tenant out of service; nothing of it is lost
    Suspend {
        /// Organization identifier
        slug: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Puts a suspended tenant back into service
    Reactivate {
        /// Organization identifier
        slug: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Deletes a tenant with all its data, for good; its identifier is not given out again
    Delete {
        /// Organization identifier
        slug: String,
        /// The identifier once more: there is no way back
        #[arg(long, value_name = "SLUG")]
        confirm: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Writes a tenant as the document that 'tenant import' and 'apply' read, password hashes included
    Export {
        /// Organization identifier
        slug: String,
        /// Whether what is sealed goes along; it opens only where the key ring is the same one
        #[arg(long, value_enum, default_value_t = SecretsChoice::Omit)]
        secrets: SecretsChoice,
        /// The new file (default: standard output)
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        /// Print JSON about it, with '--to'
        #[arg(long, requires = "to")]
        json: bool,
    },
    /// Makes the tenants of an export, with the ids that they had
    Import {
        /// The export
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Whether an export takes along what is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SecretsChoice {
    /// Signing keys and clients' secrets are left out
    Omit,
    /// Signing keys and hashes of clients' secrets go along, with the wrapped data key
    Sealed,
}
