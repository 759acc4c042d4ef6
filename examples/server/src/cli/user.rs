use clap::{Args, Subcommand};

/// About users.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Lists users
    List {
        /// The most users that are shown, 1 to 200
        #[arg(long, default_value_t = 50, value_name = "NUMBER")]
        limit: u32,
        /// Where to go on: the `next_cursor` of the list before
        #[arg(long, value_name = "ID")]
        cursor: Option<String>,
        /// Where
        #[command(flatten)]
        at: At,
    },
    /// Shows a user
    Show {
        /// Whom, and where
        #[command(flatten)]
        whom: Whom,
    },
    /// Makes a user; the password is read from standard input
    Create {
        /// Sign-in name; with an @ it is the e-mail address too
        name: String,
        /// E-mail address
        #[arg(long, value_name = "EMAIL")]
        email: Option<String>,
        /// Take the e-mail address for the user's own
        #[arg(long)]
        email_verified: bool,
        /// Shown name
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
        /// A role; may be given several times (default: member)
        #[arg(long, value_name = "ROLE")]
        role: Vec<String>,
        /// Make the user without a password, and read none
        #[arg(long)]
        no_password: bool,
        /// Ask the user for another password at the first sign-in
        #[arg(long)]
        must_change_password: bool,
        /// Where
        #[command(flatten)]
        at: At,
    },
    /// Suspends a user: no sign-in, and all sessions end
    Suspend {
        /// Whom, and where
        #[command(flatten)]
        whom: Whom,
    },
    /// Lets a suspended user sign in again
    Reactivate {
        /// Whom, and where
        #[command(flatten)]
        whom: Whom,
    },
    /// Sets a user's password, read from standard input; the user's sessions end as the policy says
    SetPassword {
        /// Ask the user for another password at the next sign-in
        #[arg(long)]
        must_change: bool,
        /// Whom, and where
        #[command(flatten)]
        whom: Whom,
    },
    /// Gives a user a role
    AssignRole {
        /// Whom, and where
        #[command(flatten)]
        whom: Whom,
        /// The role
        role: String,
    },
    /// Takes a role from a user
    UnassignRole {
        /// Whom, and where
        #[command(flatten)]
        whom: Whom,
        /// The role
        role: String,
    },
    /// Takes a user's authenticator app and recovery codes away, for who has lost them
    ResetMfa {
        /// Whom, and where
        #[command(flatten)]
        whom: Whom,
    },
    /// Ends all of a user's sessions and what hangs on them
    EndSessions {
        /// Whom, and where
        #[command(flatten)]
        whom: Whom,
    },
}

/// In which tenant, and how the answer is printed.
#[derive(Args, Clone, Debug)]
pub(crate) struct At {
    /// Organization identifier
    #[arg(long, value_name = "SLUG")]
    pub(crate) tenant: String,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which user of which tenant.
#[derive(Args, Clone, Debug)]
pub(crate) struct Whom {
    /// Sign-in name, e-mail address or id of the user
    pub(crate) user: String,
    /// Where
    #[command(flatten)]
    pub(crate) at: At,
}
