//! S13: the server's size, its memory, and how soon it is ready on an existing database, beside a bare 'hello'.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use axum::{Router, routing::get};

use crate::{
    Outcome, Scale,
    installation::{OWNER, PASSWORD},
    pair::median,
    resident::resident_bytes,
    s07_storm::sign_in_storm,
    table::Line,
};

const MEBIBYTE: f64 = 1_048_576.0;

/// Measures S13. The server's binary must stand beside this one: `cargo build --release -p authnex-server`.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let own = std::env::current_exe()?;
    let binary = own.with_file_name("authnex");
    if !binary.is_file() {
        return Err("build the server first: cargo build --release -p authnex-server".into());
    }
    let directory = tempfile::tempdir()?;
    let path = directory.path();
    create_tenant(&binary, path)?;
    // The first start makes its spare keys.
    let first = Server::start(&binary, &[], path)?;
    std::thread::sleep(Duration::from_secs(scale.of(15, 8).into()));
    drop(first);
    let starts = scale.of(11, 5);
    let ours = start_often(&binary, &["serve"], path, starts)?;
    let hello = start_often(&own, &["hello"], path, starts)?;
    let (loaded, peak) = load(&binary, path, scale)?;
    let cached = cached_session_bytes(&own)?;
    let size = f64::from(u32::try_from(binary.metadata()?.len())?) / 1e6;
    Ok(vec![
        Line::new("S13", "ready on an existing database")
            .raw(format!("{:.1} ms", hello.ready_millis))
            .ours(format!("{:.1} ms", ours.ready_millis))
            .goal("<= 30 ms", ours.ready_millis <= 30.0),
        Line::new("S13", "resident memory when idle")
            .raw(format!("{:.1} MiB", hello.idle_mebibytes))
            .ours(format!("{:.1} MiB", ours.idle_mebibytes))
            .goal("<= 20 MiB", ours.idle_mebibytes <= 20.0),
        Line::new(
            "S13",
            format!("the same after 200 sign-ins in flight, peak {peak:.1} MiB"),
        )
        .ours(format!("{loaded:.1} MiB"))
        .goal("<= 96 MiB", peak <= 96.0),
        Line::new("S13", "a cached session")
            .ours(format!("{cached:.0} B"))
            .goal("<= 512 B", cached <= 512.0),
        Line::new("S13", "binary")
            .ours(format!("{size:.1} MB"))
            .goal("<= 20 MB", size <= 20.0),
    ])
}

/// The least that a server can be; this binary with the word `hello`.
pub(crate) fn serve_hello() -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let address = std::env::var("AUTHNEX_LISTEN")?;
        let listener = tokio::net::TcpListener::bind(address).await?;
        let application = Router::new().route("/readyz", get(|| async { "hello" }));
        Ok(axum::serve(listener, application).await?)
    })
}

struct Start {
    ready_millis: f64,
    idle_mebibytes: f64,
}

fn start_often(binary: &Path, words: &[&str], directory: &Path, times: u32) -> Outcome<Start> {
    let (mut ready, mut idle) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let server = Server::start(binary, words, directory)?;
        ready.push(server.ready_millis);
        std::thread::sleep(Duration::from_secs(1));
        idle.push(server.mebibytes("VmRSS")?);
    }
    Ok(Start {
        ready_millis: median(ready),
        idle_mebibytes: median(idle),
    })
}

/// Memory after a storm of sign-ins, and its peak.
fn load(binary: &Path, directory: &Path, scale: Scale) -> Outcome<(f64, f64)> {
    let server = Server::start(binary, &["serve"], directory)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let window = Duration::from_secs(scale.of(10, 3).into());
    sign_in_storm(&runtime, server.address, window)?;
    Ok((server.mebibytes("VmRSS")?, server.mebibytes("VmHWM")?))
}

fn create_tenant(binary: &Path, directory: &Path) -> Outcome<()> {
    let mut child = Command::new(binary)
        .args(["tenant", "create", "acme", "--owner", OWNER])
        .current_dir(directory)
        .env("AUTHNEX_LOG", "error")
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

fn cached_session_bytes(own: &Path) -> Outcome<f64> {
    let output = Command::new(own).arg("cached-sessions").output()?;
    let said = String::from_utf8(output.stdout)?;
    Ok(said.trim().parse()?)
}

struct Server {
    child: Child,
    address: SocketAddr,
    ready_millis: f64,
}

impl Server {
    fn start(binary: &Path, words: &[&str], directory: &Path) -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let base_url = format!("http://localhost:{}", address.port());
        let began = Instant::now();
        let child = Command::new(binary)
            .args(words)
            .current_dir(directory)
            .env("AUTHNEX_LISTEN", address.to_string())
            .env("AUTHNEX_BASE_URL", base_url)
            .env("AUTHNEX_RATE_LIMITS", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
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

    fn mebibytes(&self, name: &str) -> Outcome<f64> {
        Ok(resident_bytes(&self.child.id().to_string(), name)? / MEBIBYTE)
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
