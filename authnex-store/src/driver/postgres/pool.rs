use authnex_core::store::StoreError;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};

use super::{PostgresOptions, connect::Connector, fault::Fault, session::Session};

/// Callers that wait for a connection, at most.
const MOST_WAITING: usize = 1024;

/// Connections for what needs one of its own: units of work, and scans.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    pool: Pool,
    prepared: bool,
    statement_timeout: std::time::Duration,
    connect_timeout: std::time::Duration,
}

/// A connection out of the pool. It goes back when dropped, unless [`Checkout::discard`] ends it.
pub(super) struct Checkout<'p> {
    object: Object,
    of: &'p Connections,
}

impl Connections {
    pub(super) fn new(options: &PostgresOptions, connector: Connector) -> Result<Self, StoreError> {
        let config = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_connect(connector.config().clone(), connector, config);
        let pool = Pool::builder(manager)
            .max_size(options.connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(options.connect_timeout))
            .create_timeout(Some(options.connect_timeout))
            .recycle_timeout(Some(options.connect_timeout))
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self {
            pool,
            prepared: options.address.prepared,
            statement_timeout: options.statement_timeout,
            connect_timeout: options.connect_timeout,
        })
    }

    /// A connection, made if there is room for one, waited for if not.
    pub(super) async fn checkout(&self) -> Result<Checkout<'_>, Fault> {
        if self.pool.status().waiting >= MOST_WAITING {
            return Err(Fault::Refused(StoreError::Busy));
        }
        let object = self.pool.get().await?;
        Ok(Checkout { object, of: self })
    }

    /// Ends what waits for its next use: it may lead to where the server was.
    pub(super) fn forget_idle(&self) {
        let _ = self.pool.retain(|_, _| false);
    }
}

impl Checkout<'_> {
    /// For statements.
    pub(super) fn session(&self) -> Session<'_> {
        Session {
            client: &self.object,
            prepared: self.of.prepared,
            limit: self.of.statement_timeout,
        }
    }

    /// For what a database that is there answers at once, waiting for no lock and no disk.
    pub(super) fn lively_session(&self) -> Session<'_> {
        Session {
            limit: self.of.connect_timeout,
            ..self.session()
        }
    }

    /// Ends the connection.
    pub(super) fn discard(self) {
        drop(Object::take(self.object));
    }
}
