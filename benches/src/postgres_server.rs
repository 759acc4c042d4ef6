//! A PostgreSQL server of its own, as durable as one in use: nothing is shared with what else runs here.

use std::process::{Command, Stdio};

use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::Outcome;

/// What the tests' script leaves out for speed is on here.
const DURABLE: [&str; 5] = [
    "fsync=on",
    "full_page_writes=on",
    "autovacuum=on",
    "synchronous_commit=on",
    "shared_buffers=256MB",
];

/// A running server; stopped when dropped.
pub(crate) struct PostgresServer {
    directory: TempDir,
    url: String,
}

impl PostgresServer {
    /// Makes and starts one in the directory for temporary files, which must be on a disk.
    pub(crate) fn start() -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        let output = command("new", &directory)
            .args(DURABLE)
            .stdout(Stdio::piped())
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(format!("a PostgreSQL server is needed: {said}").into());
        }
        Ok(Self {
            url: String::from_utf8(output.stdout)?.trim().to_owned(),
            directory,
        })
    }

    /// Makes a database that holds nothing; its URL.
    pub(crate) async fn create_database(&self, name: &str) -> Outcome<String> {
        let (client, connection) = tokio_postgres::connect(&self.url, NoTls).await?;
        let driving = tokio::spawn(connection);
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        drop(client);
        driving.await??;
        let place = self.url.rsplit_once('/').map_or("", |(place, _)| place);
        Ok(format!("{place}/{name}"))
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // Its directory goes next, so that nothing has to be brought in order.
        let _ = command("stop", &self.directory).arg("immediate").status();
    }
}

fn command(verb: &str, directory: &TempDir) -> Command {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../authnex-store/tests/cluster"
    );
    let mut command = Command::new(script);
    command.arg(verb).arg(directory.path());
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}
