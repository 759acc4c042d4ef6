use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use deadpool_postgres::ClientWrapper;

use super::{connect::Connector, fault::Fault};

/// After a connection could not be made, so long nobody tries again.
const REST: Duration = Duration::from_millis(50);

/// A connection that many readers share: their statements are pipelined, and nobody checks it out.
///
/// It is made by the first who needs it, and made anew when it broke.
#[derive(Debug)]
pub(super) struct Lane {
    client: Mutex<Option<Arc<ClientWrapper>>>,
    // Held while a connection is made; what it guards is the last failure.
    opening: tokio::sync::Mutex<Option<(Instant, Fault)>>,
}

impl Lane {
    pub(super) fn new() -> Self {
        Self {
            client: Mutex::new(None),
            opening: tokio::sync::Mutex::new(None),
        }
    }

    /// The connection that is open, or a new one.
    pub(super) async fn client(&self, connector: &Connector) -> Result<Arc<ClientWrapper>, Fault> {
        if let Some(client) = self.open_client() {
            return Ok(client);
        }
        let mut failure = self.opening.lock().await;
        if let Some(client) = self.open_client() {
            return Ok(client);
        }
        if let Some((at, fault)) = &*failure
            && at.elapsed() < REST
        {
            return Err(fault.again());
        }
        match connector.fresh().await {
            Ok(client) => {
                *failure = None;
                let client = Arc::new(client);
                *self.lock() = Some(client.clone());
                Ok(client)
            }
            Err(fault) => {
                *failure = Some((Instant::now(), fault.again()));
                Err(fault)
            }
        }
    }

    /// Gives a connection up that broke or does not answer. It ends once nobody waits for it any more.
    pub(super) fn discard(&self, broken: &Arc<ClientWrapper>) {
        let mut client = self.lock();
        if client
            .as_ref()
            .is_some_and(|open| Arc::ptr_eq(open, broken))
        {
            *client = None;
        }
    }

    /// Gives up whichever connection there is.
    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    fn open_client(&self) -> Option<Arc<ClientWrapper>> {
        self.lock()
            .as_ref()
            .filter(|client| !client.is_closed())
            .cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<ClientWrapper>>> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
