//! The server as a process of its own.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    Outcome,
    installation::{OWNER, PASSWORD},
    resident::resident_bytes,
};

const MEBIBYTE: f64 = 1_048_576.0;

/// Settings by their variables.
pub(crate) type Settings<'a> = &'a [(&'a str, &'a str)];

/// The server's binary. It must stand beside this one: `cargo build --release -p authnex-server`.
pub(crate) fn server_binary() -> Outcome<PathBuf> {
    let binary = std::env::current_exe()?.with_file_name("authnex");
    if binary.is_file() {
        Ok(binary)
    } else {
        Err("build the server first: cargo build --release -p authnex-server".into())
    }
}

/// Makes the tenant `acme` by the server's own command.
pub(crate) fn create_tenant(directory: &Path, settings: Settings<'_>) -> Outcome<()> {
    let mut child = Command::new(server_binary()?)
        .args(["tenant", "create", "acme", "--owner", OWNER])
        .current_dir(directory)
        .env("AUTHNEX_LOG", "error")
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    if let Some(mut password) = child.stdin.take() {
        writeln!(password, "{PASSWORD}")?;
    }
    let status = child.wait()?;
    status
        .success()
        .then_some(())
        .ok_or_else(|| format!("no tenant was made: {status}").into())
}

/// Gives up the port at once: whoever asks binds it a moment later.
pub(crate) fn free_address() -> Outcome<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// A running server; killed when dropped.
pub(crate) struct ServerProcess {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) ready_millis: f64,
}

impl ServerProcess {
    /// Starts a binary and waits until it is ready.
    pub(crate) fn start(
        binary: &Path,
        words: &[&str],
        (directory, settings): (&Path, Settings<'_>),
    ) -> Outcome<Self> {
        let address = free_address()?;
        // What a server with settings of its own has to say is told: they ask for warnings alone.
        let log = if settings.is_empty() {
            Stdio::null()
        } else {
            Stdio::inherit()
        };
        let base_url = format!("http://localhost:{}", address.port());
        let began = Instant::now();
        let child = Command::new(binary)
            .args(words)
            .current_dir(directory)
            .env("AUTHNEX_LISTEN", address.to_string())
            .env("AUTHNEX_BASE_URL", base_url)
            .env("AUTHNEX_RATE_LIMITS", "off")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut server = Self {
            child,
            address,
            ready_millis: 0.0,
        };
        while !is_ready(address) {
            if began.elapsed() > Duration::from_secs(10) || server.child.try_wait()?.is_some() {
                return Err(format!("{} does not start", binary.display()).into());
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        server.ready_millis = began.elapsed().as_secs_f64() * 1000.0;
        Ok(server)
    }

    /// A size out of proc(5), such as `VmRSS`.
    pub(crate) fn mebibytes(&self, name: &str) -> Outcome<f64> {
        Ok(resident_bytes(&self.child.id().to_string(), name)? / MEBIBYTE)
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It holds nothing that is needed afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else {
        return false;
    };
    let request = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let mut answer = Vec::new();
    stream.write_all(request).is_ok()
        && stream.read_to_end(&mut answer).is_ok()
        && answer.starts_with(b"HTTP/1.1 200")
}
