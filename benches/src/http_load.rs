//! Connections that ask an HTTP server, each again as soon as it has its answer.

use std::{
    fmt::Write,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Builder,
};

use crate::{
    Outcome,
    http_server::HttpServer,
    pair::micros,
    processor::{cores, pin},
    window::Tally,
};

/// Connections at once.
const CONNECTIONS: usize = 32;

/// The pause after a server said that it cannot now.
pub(crate) const AFTER_REFUSAL: Duration = Duration::from_millis(20);

/// Writes the request whose turn it is.
type WriteRequest = dyn Fn(usize, &mut String) -> Outcome<()> + Send + Sync;

/// What is asked, and of which server.
#[derive(Clone)]
pub(crate) struct Target {
    address: SocketAddr,
    write: Arc<WriteRequest>,
    next: Arc<AtomicUsize>,
}

impl Target {
    /// A target that wants nothing but its path.
    pub(crate) fn open(address: SocketAddr, path: &'static str) -> Self {
        Self::asking(address, move |_, request| {
            Ok(write!(
                request,
                "GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"
            )?)
        })
    }

    /// A target that wants this cookie, with one of the tokens.
    pub(crate) fn with_cookies(
        address: SocketAddr,
        path: &'static str,
        (cookie, tokens): (String, Arc<[String]>),
    ) -> Self {
        Self::asking(address, move |turn, request| {
            let token = tokens.get(turn % tokens.len().max(1)).ok_or("no token")?;
            write!(request, "GET {path} HTTP/1.1\r\nhost: localhost\r\n")?;
            Ok(write!(request, "cookie: {cookie}={token}\r\n\r\n")?)
        })
    }

    /// A target whose requests are written for it.
    pub(crate) fn asking(
        address: SocketAddr,
        write: impl Fn(usize, &mut String) -> Outcome<()> + Send + Sync + 'static,
    ) -> Self {
        Self {
            address,
            write: Arc::new(write),
            next: Arc::default(),
        }
    }

    /// Writes the next request.
    pub(crate) fn write_request(&self, request: &mut String) -> Outcome<()> {
        request.clear();
        (self.write)(self.next.fetch_add(1, Ordering::Relaxed), request)
    }
}

/// What a load measured.
pub(crate) struct Load {
    /// Processor time of the server for each answer, in microseconds.
    pub(crate) server_micros: f64,
    /// How long each answer took, in microseconds.
    pub(crate) waits: Vec<f64>,
}

/// Keeps all connections busy for as long as the window lasts, from the last core.
pub(crate) fn ask(server: &HttpServer, target: &Target, window: Duration) -> Outcome<Load> {
    let tally = Arc::new(Tally::default());
    let (target, shared) = (target.clone(), tally.clone());
    let client = std::thread::spawn(move || {
        pin(cores() - 1);
        let runtime = Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(ask_on_all_connections(&[target], CONNECTIONS, &shared))
    });
    std::thread::sleep(window / 5);
    let (worked, before) = (server.thread_time()?, tally.done());
    std::thread::sleep(window);
    let answers = f64::from(tally.done().wrapping_sub(before));
    let worked = server.thread_time()?.saturating_sub(worked);
    tally.end();
    if tally.refused() > 0 {
        return Err(format!("{} were refused with 503", tally.refused()).into());
    }
    Ok(Load {
        server_micros: micros(worked) / answers,
        waits: client
            .join()
            .map_err(|_| "the client's thread panicked")??,
    })
}

/// What servers in processes of their own answered.
pub(crate) struct Answers {
    /// How many a second.
    pub(crate) a_second: f64,
    /// How long each took, in microseconds.
    pub(crate) waits: Vec<f64>,
    /// How often a server said that it cannot now.
    pub(crate) refused: u32,
}

/// Keeps so many connections busy for as long as the window lasts; they take the targets in turn.
pub(crate) fn ask_servers(
    targets: &[Target],
    connections: usize,
    window: Duration,
) -> Outcome<Answers> {
    let tally = Arc::new(Tally::default());
    let (targets, shared) = (targets.to_vec(), tally.clone());
    let client = std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(ask_on_all_connections(&targets, connections, &shared))
    });
    let rate = tally.watch(window);
    Ok(Answers {
        a_second: rate.a_second,
        waits: client
            .join()
            .map_err(|_| "the client's thread panicked")??,
        refused: tally.refused(),
    })
}

async fn ask_on_all_connections(
    targets: &[Target],
    connections: usize,
    tally: &Arc<Tally>,
) -> Outcome<Vec<f64>> {
    let connections: Vec<_> = targets
        .iter()
        .cycle()
        .take(connections)
        .map(|target| tokio::spawn(keep_asking(target.clone(), tally.clone())))
        .collect();
    let mut waits = Vec::new();
    for connection in connections {
        waits.extend(connection.await??);
    }
    Ok(waits)
}

async fn keep_asking(target: Target, tally: Arc<Tally>) -> Outcome<Vec<f64>> {
    let mut connection = TcpStream::connect(target.address).await?;
    connection.set_nodelay(true)?;
    let (mut request, mut answer, mut waits) = (String::new(), Vec::new(), Vec::new());
    while !tally.is_over() {
        target.write_request(&mut request)?;
        let began = Instant::now();
        connection.write_all(request.as_bytes()).await?;
        match read_answer(&mut connection, &mut answer).await? {
            200 => {
                waits.push(micros(began.elapsed()));
                tally.count();
            }
            503 => {
                tally.count_refusal();
                tokio::time::sleep(AFTER_REFUSAL).await;
            }
            status => {
                let asked = request.lines().next().unwrap_or_default();
                return Err(format!("{asked}: answered with {status}").into());
            }
        }
    }
    Ok(waits)
}

/// Reads one answer whole; its status.
pub(crate) async fn read_answer(connection: &mut TcpStream, answer: &mut Vec<u8>) -> Outcome<u16> {
    answer.clear();
    loop {
        if connection.read_buf(answer).await? == 0 {
            return Err("the server closed the connection".into());
        }
        if let Some(status) = whole_answer(answer)? {
            return Ok(status);
        }
    }
}

/// The status of an answer, once its body is there too.
pub(crate) fn whole_answer(answer: &[u8]) -> Outcome<Option<u16>> {
    let text = std::str::from_utf8(answer)?;
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return Ok(None);
    };
    let status = head.get(9..12).ok_or("no status")?.parse()?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(Ok(0), str::parse::<usize>)?;
    Ok((body.len() >= length).then_some(status))
}
