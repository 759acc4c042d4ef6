use std::path::PathBuf;

use clap::Args;

/// How a file of tenants is applied.
#[derive(Args, Clone, Debug)]
pub(crate) struct ApplyArguments {
    /// The file: JSON with `tenants`
    pub(crate) file: PathBuf,
    /// Change nothing; print what would be changed
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Issue fresh API keys for each tenant, and revoke those that were issued so before
    #[arg(long)]
    pub(crate) issue_keys: bool,
}
