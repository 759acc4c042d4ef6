use std::{fmt, time::Duration};

use super::address::{Address, InvalidPostgresUrl};

/// Where a PostgreSQL database is, and how it is used.
#[derive(Clone)]
pub struct PostgresOptions {
    pub(super) address: Address,
    pub(super) connections: usize,
    pub(super) lanes: usize,
    pub(super) tries: u32,
    pub(super) connect_timeout: Duration,
    pub(super) statement_timeout: Duration,
    pub(super) patience: Duration,
}

impl PostgresOptions {
    /// The database at a URL, such as `postgres://user:password@host:5432/database`.
    ///
    /// Beside what libpq's URLs may ask for (several hosts, `host`, `options`, `target_session_attrs`,
    /// `connect_timeout`, `keepalives…`), these are known:
    /// * `sslmode`: `disable`; `prefer` (default), TLS if the server's certificate can be verified, else none;
    ///   `require`, `verify-ca` and `verify-full`, which all demand a certificate that names the host and goes
    ///   back to a known root. TLS needs the feature `postgres-tls`.
    /// * `sslrootcert`: a file of roots in PEM, instead of the ones that browsers know.
    /// * `prepared`: `off` sends each statement whole, for poolers in transaction mode that keep no prepared
    ///   statements (`PgBouncer` before 1.21); `on` by default.
    ///
    /// With several hosts the one that takes writes is looked for.
    ///
    /// # Errors
    /// What is wrong with the URL; its password is not repeated.
    pub fn parse(url: &str) -> Result<Self, InvalidPostgresUrl> {
        let address = Address::parse(url)?;
        let connect_timeout = address.config.get_connect_timeout().copied();
        Ok(Self {
            address,
            connections: 16,
            lanes: std::thread::available_parallelism().map_or(2, |cores| cores.get().min(4)),
            tries: 8,
            connect_timeout: connect_timeout.unwrap_or(Duration::from_millis(500)),
            statement_timeout: Duration::from_secs(2),
            patience: Duration::from_secs(1),
        })
    }

    /// How many units of work and scans run at once, each on a connection of its own; 16 by default. Further
    /// ones wait.
    #[must_use]
    pub fn connections(mut self, connections: u16) -> Self {
        self.connections = usize::from(connections.max(1));
        self
    }

    /// How many connections the reads by key share; as many as there are processors by default, 4 at most.
    #[must_use]
    pub fn lanes(mut self, lanes: u16) -> Self {
        self.lanes = usize::from(lanes.max(1));
        self
    }

    /// How often a unit that runs into others is tried; 8 times by default, within twice `patience`. At one
    /// conflict in five, one unit in 400,000 runs out of tries.
    #[must_use]
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries.max(1);
        self
    }

    /// How long a connection may take to be made, or to say that it is alive; what `connect_timeout` in the URL
    /// says, or 500 ms.
    #[must_use]
    pub const fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long one statement may take; 2 s by default. A connection that takes longer is given up.
    #[must_use]
    pub const fn statement_timeout(mut self, limit: Duration) -> Self {
        self.statement_timeout = limit;
        self
    }

    /// How long a database that is away is asked again before a caller hears of it; 1 s by default. While it has
    /// been away for longer than that, callers hear of it at once.
    #[must_use]
    pub const fn patience(mut self, limit: Duration) -> Self {
        self.patience = limit;
        self
    }
}

/// The hosts and the database's name; no user, no password.
impl fmt::Display for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}

impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("address", &format_args!("{}", self.address))
            .field("connections", &self.connections)
            .field("lanes", &self.lanes)
            .field("tries", &self.tries)
            .field("connect_timeout", &self.connect_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .field("patience", &self.patience)
            .finish()
    }
}
