use std::{future::Future, pin::Pin};

use authnex_core::store::StoreError;
use deadpool_postgres::{ClientWrapper, Connect};
use tokio::{task::JoinHandle, time::timeout};
use tokio_postgres::{
    Client, Config, NoTls, Socket,
    config::SslMode,
    tls::{MakeTlsConnect, TlsConnect},
};
#[cfg(feature = "postgres-tls")]
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{PostgresOptions, address::TlsUse, fault::Fault};

type Connected = Result<(Client, JoinHandle<()>), tokio_postgres::Error>;

/// Makes connections.
#[derive(Clone)]
pub(super) struct Connector {
    config: Config,
    plain: Config,
    tls_use: TlsUse,
    #[cfg(feature = "postgres-tls")]
    tls: MakeRustlsConnect,
    limit: std::time::Duration,
}

impl Connector {
    pub(super) fn new(options: &PostgresOptions) -> Result<Self, StoreError> {
        let address = &options.address;
        #[cfg(not(feature = "postgres-tls"))]
        if address.tls == TlsUse::Verified {
            return Err(StoreError::Unavailable(
                "this build knows no TLS for PostgreSQL: build it with the feature postgres-tls, or say sslmode=disable"
                    .to_owned(),
            ));
        }
        let mut plain = address.config.clone();
        plain.ssl_mode(SslMode::Disable);
        Ok(Self {
            config: address.config.clone(),
            plain,
            tls_use: address.tls,
            #[cfg(feature = "postgres-tls")]
            tls: super::tls::connector(address.roots.as_deref())?,
            limit: options.connect_timeout,
        })
    }

    /// What every connection asks for, for the pool's own account of it.
    pub(super) const fn config(&self) -> &Config {
        &self.config
    }

    /// A connection of nobody's pool.
    pub(super) async fn fresh(&self) -> Result<ClientWrapper, Fault> {
        match timeout(self.limit, self.open()).await {
            Ok(Ok((client, task))) => Ok(ClientWrapper::new(client, task)),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(Fault::silence(self.limit)),
        }
    }

    #[cfg(feature = "postgres-tls")]
    async fn open(&self) -> Connected {
        if self.tls_use == TlsUse::Off {
            return open(&self.plain, NoTls).await;
        }
        match open(&self.config, self.tls.clone()).await {
            // A certificate that nobody known vouches for is no worse than none, and none is allowed.
            Err(error) if self.tls_use == TlsUse::Preferred && error.code().is_none() => {
                open(&self.plain, NoTls).await
            }
            connected => connected,
        }
    }

    #[cfg(not(feature = "postgres-tls"))]
    async fn open(&self) -> Connected {
        open(&self.plain, NoTls).await
    }
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connector")
            .field("tls", &self.tls_use)
            .finish_non_exhaustive()
    }
}

impl Connect for Connector {
    fn connect(&self, _: &Config) -> Pin<Box<dyn Future<Output = Connected> + Send + '_>> {
        Box::pin(self.open())
    }
}

async fn open<T>(config: &Config, tls: T) -> Connected
where
    T: MakeTlsConnect<Socket> + Send,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let (client, connection) = config.connect(tls).await?;
    let task = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to PostgreSQL ended");
        }
    });
    Ok((client, task))
}
