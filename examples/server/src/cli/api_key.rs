use clap::Subcommand;

use super::At;

/// About API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeyCommand {
    /// Issues a key; its text is printed this once
    Create {
        /// The `client_id` of its client, which is made if there is none (default: a new one)
        #[arg(long, value_name = "CLIENT_ID")]
        client: Option<String>,
        /// The client's shown name, if it is made
        #[arg(long)]
        name: Option<String>,
        /// What it may do, such as users:read; may be given several times
        #[arg(long, value_name = "PERMISSION")]
        permission: Vec<String>,
        /// In how many days it expires (default: never)
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
        expires_in_days: Option<u32>,
        /// Where
        #[command(flatten)]
        at: At,
    },
    /// Issues a key in place of another
    Rotate {
        /// The id of the key, `cls_…`
        id: String,
        /// For how many seconds the old key is good yet, at most 2592000
        #[arg(long, default_value_t = 0, value_name = "SECONDS")]
        overlap: u32,
        /// Where
        #[command(flatten)]
        at: At,
    },
    /// Ends a key at once
    Revoke {
        /// The id of the key
        id: String,
        /// Where
        #[command(flatten)]
        at: At,
    },
    /// Lists keys, also those that are over
    List {
        /// The most keys that are shown, 1 to 200
        #[arg(long, default_value_t = 50, value_name = "NUMBER")]
        limit: u32,
        /// Where to go on: the `next_cursor` of the list before
        #[arg(long, value_name = "ID")]
        cursor: Option<String>,
        /// Where
        #[command(flatten)]
        at: At,
    },
}
