//! HTTP servers on one thread, which one core is kept for.

use std::{
    net::SocketAddr,
    sync::mpsc::{Sender, channel},
    time::Duration,
};

use axum::Router;
use tokio::{net::TcpListener, runtime::Builder, sync::mpsc};

use crate::{
    Outcome,
    processor::{pin, thread_time},
};

type ClockReader = Sender<Duration>;

/// Servers that share a thread; they end with the process.
pub(crate) struct HttpServer {
    /// Where each listens.
    pub(crate) addresses: Vec<SocketAddr>,
    clock: mpsc::UnboundedSender<ClockReader>,
}

impl HttpServer {
    /// Serves each of the applications at an address of its own, all on the first core.
    pub(crate) fn start(applications: Vec<Router>) -> Outcome<Self> {
        let (clock, readers) = mpsc::unbounded_channel();
        let (started, addresses) = channel();
        std::thread::Builder::new()
            .name("server".to_owned())
            .spawn(move || {
                pin(0);
                let served = serve(applications, readers, &started);
                if let Err(error) = served {
                    eprintln!("the server ended: {error}");
                }
            })?;
        Ok(Self {
            addresses: addresses.recv()?,
            clock,
        })
    }

    /// How long the server's thread has worked.
    pub(crate) fn thread_time(&self) -> Outcome<Duration> {
        let (reader, time) = channel();
        self.clock.send(reader)?;
        Ok(time.recv()?)
    }
}

fn serve(
    applications: Vec<Router>,
    mut readers: mpsc::UnboundedReceiver<ClockReader>,
    started: &Sender<Vec<SocketAddr>>,
) -> Outcome<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut addresses = Vec::new();
        for application in applications {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            addresses.push(listener.local_addr()?);
            tokio::spawn(async move { axum::serve(listener, application).await });
        }
        started.send(addresses)?;
        while let Some(reader) = readers.recv().await {
            reader.send(thread_time())?;
        }
        Ok(())
    })
}
