//! S13: the server's size, its memory, and how soon it is ready on an existing database.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Outcome, Scale, pair::median, table::Line};

/// Measures S13. The server's binary must stand beside this one: `cargo build --release -p authnex-server`.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let binary = std::env::current_exe()?.with_file_name("authnex");
    if !binary.is_file() {
        return Err("build the server first: cargo build --release -p authnex-server".into());
    }
    let directory = tempfile::tempdir()?;
    // The first start makes the database and the key ring.
    drop(Server::start(&binary, directory.path())?);
    let mut ready = Vec::new();
    let mut idle = Vec::new();
    for _ in 0..scale.of(9, 5) {
        let server = Server::start(&binary, directory.path())?;
        ready.push(server.ready_millis);
        std::thread::sleep(Duration::from_millis(500));
        idle.push(server.resident_mebibytes()?);
    }
    let (ready, idle) = (median(ready), median(idle));
    let size = f64::from(u32::try_from(binary.metadata()?.len())?) / 1e6;
    Ok(vec![
        Line::new("S13", "ready on an existing database")
            .ours(format!("{ready:.1} ms"))
            .goal("<= 30 ms", ready <= 30.0),
        Line::new("S13", "resident memory when idle")
            .ours(format!("{idle:.1} MiB"))
            .goal("<= 20 MiB", idle <= 20.0),
        Line::new("S13", "binary")
            .ours(format!("{size:.1} MB"))
            .goal("<= 20 MB", size <= 20.0),
    ])
}

struct Server {
    child: Child,
    ready_millis: f64,
}

impl Server {
    fn start(binary: &Path, directory: &Path) -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let began = Instant::now();
        let child = Command::new(binary)
            .current_dir(directory)
            .env("AUTHNEX_LISTEN", address.to_string())
            .env(
                "AUTHNEX_BASE_URL",
                format!("http://localhost:{}", address.port()),
            )
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self {
            child,
            ready_millis: 0.0,
        };
        while !is_ready(address) {
            if began.elapsed() > Duration::from_secs(10) || server.child.try_wait()?.is_some() {
                return Err("the server does not start".into());
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        server.ready_millis = began.elapsed().as_secs_f64() * 1000.0;
        Ok(server)
    }

    /// `VmRSS` of proc(5).
    fn resident_mebibytes(&self) -> Outcome<f64> {
        let path = PathBuf::from(format!("/proc/{}/status", self.child.id()));
        let status = std::fs::read_to_string(path)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.trim().split(' ').next());
        Ok(kibibytes.ok_or("no VmRSS")?.parse::<f64>()? / 1024.0)
    }
}

impl Drop for Server {
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
