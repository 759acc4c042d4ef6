use std::time::{Duration, Instant};

use tokio_postgres::{Client, Config, NoTls, error::SqlState};

/// How long the copy of a database waits for whoever still uses it.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Runs to the end of what is asked, on a thread and a runtime of its own: also where a test's runtime is at its
/// end, and so that every connection is closed afterwards.
pub(super) fn apart<T: Send + 'static>(ask: impl AsyncFnOnce() -> T + Send + 'static) -> T {
    let ran = std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(ask())
    });
    ran.join().unwrap()
}

/// Runs statements on the server's own database.
pub(super) fn run(server: &str, statements: Vec<String>) -> Result<(), tokio_postgres::Error> {
    let config: Config = server.parse()?;
    apart(async move || {
        let (client, connection) = config.connect(NoTls).await?;
        let connection = tokio::spawn(connection);
        for statement in statements {
            until_unused(&client, &statement).await?;
        }
        drop(client);
        let _ = connection.await;
        Ok(())
    })
}

/// A database that is copied must be used by nobody; a connection that ends takes a moment.
async fn until_unused(client: &Client, statement: &str) -> Result<(), tokio_postgres::Error> {
    let begun = Instant::now();
    loop {
        match client.batch_execute(statement).await {
            Err(error)
                if error.code() == Some(&SqlState::OBJECT_IN_USE)
                    && begun.elapsed() < LONGEST_WAIT =>
            {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            done => return done,
        }
    }
}
