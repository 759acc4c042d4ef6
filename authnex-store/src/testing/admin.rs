use std::time::Duration;

use tokio_postgres::{Client, Config, NoTls, error::SqlState};

/// Runs statements on the server's own database, on a thread and a runtime of its own: also where a test's runtime
/// is at its end.
pub(super) fn run(server: &str, statements: Vec<String>) -> Result<(), tokio_postgres::Error> {
    let config: Config = server.parse()?;
    let ran = std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(async {
                let (client, connection) = config.connect(NoTls).await?;
                let connection = tokio::spawn(connection);
                for statement in statements {
                    until_unused(&client, &statement).await?;
                }
                drop(client);
                let _ = connection.await;
                Ok(())
            })
    });
    ran.join().unwrap()
}

/// A database that is copied must be used by nobody; a connection that ends takes a moment.
async fn until_unused(client: &Client, statement: &str) -> Result<(), tokio_postgres::Error> {
    let mut tries = 0;
    loop {
        tries += 1;
        match client.batch_execute(statement).await {
            Err(error) if error.code() == Some(&SqlState::OBJECT_IN_USE) && tries < 500 => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            done => return done,
        }
    }
}
