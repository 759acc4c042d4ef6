use clap::{Subcommand, ValueEnum};

/// About the master keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyringCommand {
    /// Makes a new master key the active one and wraps everything anew with it, beside a running server
    Rotate {
        /// Only add the new key to the file, so that it can be given to every node before it is used
        #[arg(long, conflicts_with = "retire")]
        add_only: bool,
        /// Remove the keys that nothing is wrapped with any more; makes no new key
        #[arg(long)]
        retire: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Of what there is a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReferenceTopic {
    /// The command line
    Commands,
    /// The configuration
    Settings,
}
