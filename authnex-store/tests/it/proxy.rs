//! A way to PostgreSQL that breaks on purpose: conflicts out of nowhere, commits whose answer is lost, resets and
//! stalls.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf},
    sync::watch,
};

/// How often commits are broken, of a hundred.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Faults {
    /// The server is said to have answered 40001; it undid the transaction.
    pub(crate) conflicts: u64,
    /// The connection breaks before the server hears of the commit.
    pub(crate) lost_before: u64,
    /// The connection breaks after the server heard of it.
    pub(crate) lost_after: u64,
}

/// What was broken so far.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    commits: AtomicU64,
    pub(crate) conflicts: AtomicU64,
    pub(crate) lost: AtomicU64,
}

/// The proxy; it ends with its runtime.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    upstream: String,
    pub(crate) counts: Arc<Counts>,
    state: Arc<State>,
    resets: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    faults: Faults,
    counts: Arc<Counts>,
    stalled: AtomicBool,
    refusing: AtomicBool,
}

#[derive(Clone, Copy)]
enum Fate {
    Conflict,
    LostAfter,
    LostBefore,
    Passes,
}

impl Proxy {
    /// A proxy before the server of a URL.
    pub(crate) async fn before(url: &str, faults: Faults) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let counts = Arc::new(Counts::default());
        let state = Arc::new(State {
            faults,
            counts: counts.clone(),
            stalled: AtomicBool::new(false),
            refusing: AtomicBool::new(false),
        });
        let (resets, reset) = watch::channel(0);
        let upstream = host_of(url);
        tokio::spawn(accept(listener, upstream.clone(), state.clone(), reset));
        Self {
            address,
            upstream,
            counts,
            state,
            resets,
        }
    }

    /// The URL by way of the proxy.
    pub(crate) fn url(&self, url: &str) -> String {
        let through = url.replace(&self.upstream, &self.address.to_string());
        format!("{through}?sslmode=disable")
    }

    /// Breaks every connection.
    pub(crate) fn reset_all(&self) {
        self.resets.send_modify(|resets| *resets += 1);
    }

    /// Lets nothing through, without a word, or again everything.
    pub(crate) fn stall(&self, stalled: bool) {
        self.state.stalled.store(stalled, Ordering::SeqCst);
    }

    /// Breaks every connection, and each new one.
    pub(crate) fn refuse(&self, refusing: bool) {
        self.state.refusing.store(refusing, Ordering::SeqCst);
        self.reset_all();
    }
}

fn host_of(url: &str) -> String {
    let (_, rest) = url.split_once('@').unwrap();
    rest.split(['/', '?']).next().unwrap().to_owned()
}

async fn accept(
    listener: TcpListener,
    upstream: String,
    state: Arc<State>,
    reset: watch::Receiver<u64>,
) {
    while let Ok((client, _)) = listener.accept().await {
        if state.refusing.load(Ordering::SeqCst) {
            continue;
        }
        let (upstream, state, mut reset) = (upstream.clone(), state.clone(), reset.clone());
        reset.mark_unchanged();
        tokio::spawn(async move {
            if let Ok(server) = TcpStream::connect(&upstream).await {
                tokio::select! {
                    _ = reset.changed() => {}
                    _ = pump(client, server, &state) => {}
                }
            }
        });
    }
}

/// Passes on what both sides say, message by message from the client's.
async fn pump(client: TcpStream, server: TcpStream, state: &State) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let mut said = Vec::new();
    let mut begun = false;
    let (mut heard, mut answer) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    loop {
        tokio::select! {
            read = from_client.read(&mut heard) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                said.extend_from_slice(&heard[..read]);
            }
            read = from_server.read(&mut answer) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                wait_while_stalled(state).await;
                to_client.write_all(&answer[..read]).await?;
                continue;
            }
        }
        wait_while_stalled(state).await;
        while let Some(message) = take_message(&mut said, begun) {
            begun = true;
            match fate(&message, state) {
                Fate::Passes => to_server.write_all(&message).await?,
                Fate::Conflict => {
                    to_server.write_all(&query("ROLLBACK")).await?;
                    until_ready(&mut from_server).await?;
                    to_client.write_all(&conflict()).await?;
                }
                Fate::LostBefore => {
                    drop((from_client, to_client));
                    // The server finds out a moment later; until then the transaction is open.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    return Ok(());
                }
                Fate::LostAfter => {
                    drop((from_client, to_client));
                    to_server.write_all(&message).await?;
                    return until_ready(&mut from_server).await;
                }
            }
        }
    }
}

async fn wait_while_stalled(state: &State) {
    while state.stalled.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// One whole message of the client's, if there is one. The first has no type.
fn take_message(said: &mut Vec<u8>, begun: bool) -> Option<Vec<u8>> {
    let head = usize::from(begun);
    let length: [u8; 4] = said.get(head..head + 4)?.try_into().unwrap();
    let whole = head + u32::from_be_bytes(length) as usize;
    (said.len() >= whole).then(|| said.drain(..whole).collect())
}

fn fate(message: &[u8], state: &State) -> Fate {
    if message != query("COMMIT") {
        return Fate::Passes;
    }
    let number = state.counts.commits.fetch_add(1, Ordering::SeqCst);
    let drawn = spread(number) % 100;
    let faults = state.faults;
    let conflicts = faults.conflicts;
    let before = conflicts + faults.lost_before;
    let after = before + faults.lost_after;
    if drawn < conflicts {
        state.counts.conflicts.fetch_add(1, Ordering::SeqCst);
        Fate::Conflict
    } else if drawn < after {
        state.counts.lost.fetch_add(1, Ordering::SeqCst);
        if drawn < before {
            Fate::LostBefore
        } else {
            Fate::LostAfter
        }
    } else {
        Fate::Passes
    }
}

/// Numbers in a row, as if drawn by lot.
fn spread(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
    [&[kind][..], &length[..], body].concat()
}

fn query(text: &str) -> Vec<u8> {
    message(b'Q', &[text.as_bytes(), b"\0"].concat())
}

fn conflict() -> Vec<u8> {
    let error = message(b'E', b"SERROR\0VERROR\0C40001\0Min jest\0\0");
    let ready = message(b'Z', b"I");
    [error, ready].concat()
}

/// Reads until the server is ready for the next query.
async fn until_ready(server: &mut OwnedReadHalf) -> std::io::Result<()> {
    loop {
        let kind = server.read_u8().await?;
        let length = server.read_u32().await? as usize;
        let mut body = vec![0; length - 4];
        server.read_exact(&mut body).await?;
        if kind == b'Z' {
            return Ok(());
        }
    }
}
