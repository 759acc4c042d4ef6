//! Chains of refresh tokens, each replaced as soon as its answer is there.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream, runtime::Builder};

use crate::{
    Outcome,
    http_load::{AFTER_REFUSAL, read_answer},
    window::Tally,
};

/// Chains, each on a connection of its own.
pub(crate) const CHAINS: usize = 32;

/// The newest token of each chain.
pub(crate) struct RotationLoad(Arc<Vec<Mutex<String>>>);

impl RotationLoad {
    pub(crate) fn of(tokens: Vec<String>) -> Self {
        Self(Arc::new(tokens.into_iter().map(Mutex::new).collect()))
    }

    /// Rotates all chains, spread over the servers; how many rotations a second, and how many were refused for the
    /// moment.
    pub(crate) fn run(&self, servers: &[SocketAddr], window: Duration) -> Outcome<(f64, u32)> {
        let tally = Arc::new(Tally::default());
        let (chains, servers, shared) = (self.0.clone(), servers.to_vec(), tally.clone());
        let client = std::thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let spread = servers.iter().cycle().zip(0..chains.len());
                let tasks: Vec<_> = spread
                    .map(|(server, chain)| {
                        tokio::spawn(rotate(*server, (chains.clone(), chain), shared.clone()))
                    })
                    .collect();
                for task in tasks {
                    task.await??;
                }
                Outcome::Ok(())
            })
        });
        let rate = tally.watch(window);
        client
            .join()
            .map_err(|_| "the client's thread panicked")??;
        Ok((rate.a_second, tally.refused()))
    }
}

async fn rotate(
    server: SocketAddr,
    (chains, chain): (Arc<Vec<Mutex<String>>>, usize),
    tally: Arc<Tally>,
) -> Outcome<()> {
    let newest = chains.get(chain).ok_or("no chain")?;
    let mut connection = TcpStream::connect(server).await?;
    connection.set_nodelay(true)?;
    let mut answer = Vec::new();
    while !tally.is_over() {
        let request = request(&newest.lock().unwrap_or_else(PoisonError::into_inner));
        connection.write_all(request.as_bytes()).await?;
        match read_answer(&mut connection, &mut answer).await? {
            200 => {}
            503 => {
                tally.count_refusal();
                tokio::time::sleep(AFTER_REFUSAL).await;
                continue;
            }
            status => return Err(format!("a rotation was answered with {status}").into()),
        }
        let text = std::str::from_utf8(&answer)?;
        let (_, body) = text.split_once("\r\n\r\n").ok_or("no body")?;
        let body: Value = serde_json::from_str(body)?;
        let token = body.get("refresh_token").and_then(Value::as_str);
        let token = token.ok_or("no refresh token came")?.to_owned();
        *newest.lock().unwrap_or_else(PoisonError::into_inner) = token;
        tally.count();
    }
    Ok(())
}

fn request(token: &str) -> String {
    let body = json!({"refresh_token": token}).to_string();
    format!(
        "POST /t/acme/api/v1/auth/refresh HTTP/1.1\r\nhost: localhost\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}
