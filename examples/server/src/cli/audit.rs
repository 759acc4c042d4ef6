use clap::Subcommand;

/// About the audit trail.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Follows the chain of seals and looks for events that were altered, taken away or put in
    Verify {
        /// Organization identifier
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}
