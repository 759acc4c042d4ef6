//! A PostgreSQL server of a test's own, to be stopped, and to be looked into.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

pub(crate) struct Cluster {
    directory: tempfile::TempDir,
    pub(crate) url: String,
}

impl Cluster {
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// With settings of its own.
    pub(crate) fn with(settings: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = run(directory.path(), "new", settings);
        Self { directory, url }
    }

    pub(crate) fn start(&self) {
        run(self.directory.path(), "start", &[]);
    }

    pub(crate) fn stop(&self) {
        run(self.directory.path(), "stop", &[]);
    }

    /// Where the server keeps everything, its log among it.
    pub(crate) fn files(&self) -> PathBuf {
        self.directory.path().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = command(self.directory.path(), "stop");
        let _ = stop.arg("immediate").output();
    }
}

fn command(directory: &Path, verb: &str) -> Command {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../authnex-store/tests/cluster"
    );
    let mut command = Command::new(script);
    command.arg(verb).arg(directory);
    command
}

fn run(directory: &Path, verb: &str, arguments: &[&str]) -> String {
    let output = command(directory, verb).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "a PostgreSQL server is needed, see ./test: {said}"
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
