//! A PostgreSQL server of a test's own, to be stopped and killed.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use authnex_store::{SqlStore, postgres, postgres::PostgresOptions};
use tempfile::TempDir;

pub(crate) struct Cluster {
    directory: TempDir,
    pub(crate) url: String,
}

impl Cluster {
    /// A server with settings of its own, such as `fsync=on`.
    pub(crate) fn new(settings: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = run(directory.path(), "new", settings);
        Self { directory, url }
    }

    /// Gives it a certificate for `localhost`; the file of the root that vouches for it.
    pub(crate) fn tls(&self) -> String {
        run(self.directory.path(), "tls", &[])
    }

    pub(crate) fn start(&self) {
        run(self.directory.path(), "start", &[]);
    }

    pub(crate) fn stop(&self) {
        run(self.directory.path(), "stop", &[]);
    }

    /// kill -9 of all its processes.
    pub(crate) fn kill(&self) {
        run(self.directory.path(), "kill", &[]);
    }

    /// With the limits that a server has by default.
    pub(crate) fn options(&self) -> PostgresOptions {
        PostgresOptions::parse(&self.url).unwrap()
    }

    pub(crate) async fn open(&self) -> SqlStore {
        postgres::open(&self.options()).await.unwrap()
    }

    /// Runs statements as the administrator.
    pub(crate) async fn administrate(&self, statements: &[&str]) {
        let (client, connection) = tokio_postgres::connect(&self.url, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        for statement in statements {
            client.batch_execute(statement).await.unwrap();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = command(self.directory.path(), "stop", &["immediate"]).output();
    }
}

fn command(directory: &Path, verb: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster"));
    command.arg(verb).arg(directory).args(arguments);
    command.stdin(Stdio::null());
    command
}

fn run(directory: &Path, verb: &str, arguments: &[&str]) -> String {
    let output = command(directory, verb, arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "a PostgreSQL server is needed, see ./test: {said}"
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
