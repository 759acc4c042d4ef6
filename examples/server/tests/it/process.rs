//! Starts and stops the binary.

use std::{
    io::Write,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use crate::client::{Answer, request};

pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The binary in a directory of its own, with nothing of this environment's configuration.
pub(crate) fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authnex"));
    command.current_dir(directory).args(arguments);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AUTHNEX_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command to its end with text on standard input.
pub(crate) fn run(directory: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = command(directory, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that fails early does not read it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Exit code and the one line on stderr that begins with the program's name.
pub(crate) fn failure(output: &Output) -> (i32, String) {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines: Vec<&str> = stderr
        .lines()
        .filter(|line| line.starts_with("authnex: "))
        .collect();
    assert_eq!(lines.len(), 1, "{stderr}");
    (output.status.code().unwrap(), lines[0].to_owned())
}

/// A running server; killed when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn start(directory: &Path) -> Self {
        Self::start_on(directory, free_port(), &[])
    }

    pub(crate) fn start_on(directory: &Path, port: u16, settings: &[(&str, &str)]) -> Self {
        Self::start_by(command(directory, &["serve"]), directory, port, settings)
    }

    /// Starts it by a command of the test's own, which ends in the server.
    pub(crate) fn start_by(
        mut command: Command,
        directory: &Path,
        port: u16,
        settings: &[(&str, &str)],
    ) -> Self {
        let address: SocketAddr = format!("127.0.0.1:{port}").parse().unwrap();
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(directory.join("server.log"))
            .unwrap();
        let child = command
            .env("AUTHNEX_LISTEN", address.to_string())
            .env("AUTHNEX_BASE_URL", format!("http://localhost:{port}"))
            .env("AUTHNEX_RATE_LIMITS", "off")
            .envs(settings.iter().copied())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut server = Self { child, address };
        server.wait_until_ready(directory);
        server
    }

    fn wait_until_ready(&mut self, directory: &Path) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            if self.child.try_wait().unwrap().is_some() {
                break;
            }
            let answer = request(self.address, "GET", "/readyz", &[], "");
            if answer.is_ok_and(|answer| answer.status == 200) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let log = std::fs::read_to_string(directory.join("server.log")).unwrap_or_default();
        panic!("the server is not ready: {log}");
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop; says its exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }

    /// kill -9.
    pub(crate) fn kill(mut self) {
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes an organization by command.
pub(crate) fn create_tenant(directory: &Path, slug: &str) {
    let owner = format!("owner@{slug}.test");
    let output = run(
        directory,
        &["tenant", "create", slug, "--owner", &owner, "--json"],
        &format!("{PASSWORD}\n"),
    );
    assert!(output.status.success(), "{output:?}");
}

/// Asks again until the answer suits, for at most so long.
pub(crate) fn within(
    limit: Duration,
    mut ask: impl FnMut() -> Answer,
    suits: impl Fn(&Answer) -> bool,
) -> Answer {
    let begun = Instant::now();
    loop {
        let answer = ask();
        if suits(&answer) {
            return answer;
        }
        assert!(begun.elapsed() < limit, "not within {limit:?}: {answer:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
