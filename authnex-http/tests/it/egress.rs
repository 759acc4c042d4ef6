//! The client for URLs that tenants supply, against real listeners on loopback.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use authnex_core::{
    egress::{EgressRules, EgressUrl},
    port::{Egress, EgressAnswer, EgressCall, EgressError},
};
use authnex_http::outbound::{EgressClient, Resolve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const PRIVATE: EgressRules = EgressRules {
    allow_private: true,
};
const PUBLIC: EgressRules = EgressRules {
    allow_private: false,
};

/// Answers every connection with these bytes, and counts them.
async fn listener(answer: &'static [u8]) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut head = [0; 2_048];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(answer).await;
                // A slow one says nothing more and keeps the line.
                if answer.is_empty() {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    (address, calls)
}

async fn call(
    client: &EgressClient,
    url: &str,
    rules: EgressRules,
) -> Result<EgressAnswer, EgressError> {
    let call = EgressCall {
        url: EgressUrl::parse(url, rules)?,
        body: None,
        headers: Vec::new(),
        most_bytes: 100,
    };
    client.call(call).await
}

#[tokio::test]
async fn an_answer_is_read() {
    let (address, _) = listener(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
    let client = EgressClient::new(PRIVATE);
    let answer = call(&client, &format!("http://{address}/jwks?a=b"), PRIVATE)
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (200, b"{}".as_slice())
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (target, calls) = listener(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let answer =
        format!("HTTP/1.1 302 Found\r\nlocation: http://{target}/\r\ncontent-length: 0\r\n\r\n");
    let (address, _) = listener(answer.leak().as_bytes()).await;
    let client = EgressClient::new(PRIVATE);
    let answer = call(&client, &format!("http://{address}/"), PRIVATE)
        .await
        .unwrap();
    assert_eq!(answer.status, 302);
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_huge_answer_and_a_huge_head_are_cut_off() {
    let body = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n{}",
        "a".repeat(101)
    );
    let (address, _) = listener(body.leak().as_bytes()).await;
    let client = EgressClient::new(PRIVATE);
    let refused = call(&client, &format!("http://{address}/"), PRIVATE).await;
    assert_eq!(refused.unwrap_err(), EgressError::TooLarge);
    let head = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "a".repeat(100_000));
    let (address, _) = listener(head.leak().as_bytes()).await;
    let refused = call(&client, &format!("http://{address}/"), PRIVATE).await;
    assert!(
        matches!(refused, Err(EgressError::Unreachable(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_slow_answer_is_given_up() {
    let (address, _) = listener(b"").await;
    let client = EgressClient::new(PRIVATE).time_limit(Duration::from_millis(100));
    let refused = call(&client, &format!("http://{address}/"), PRIVATE).await;
    assert_eq!(refused.unwrap_err(), EgressError::TimedOut);
}

/// A name that leads to a public address at first and to loopback from then on.
#[derive(Debug, Default)]
struct Rebinding(AtomicUsize, u16);

#[async_trait]
impl Resolve for Rebinding {
    async fn resolve(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
        let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        // A documentation address would be refused; port 9 of a public one answers nobody.
        let address = if first { "192.88.98.1" } else { "127.0.0.1" };
        Ok(vec![SocketAddr::new(address.parse().unwrap(), self.1)])
    }
}

#[tokio::test]
async fn a_name_is_resolved_once_for_each_call_and_judged_where_it_is_connected() {
    let (address, calls) = listener(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let resolver = Arc::new(Rebinding(AtomicUsize::new(1), address.port()));
    let client = EgressClient::new(PUBLIC)
        .resolver(resolver.clone())
        .time_limit(Duration::from_secs(2));
    let url = format!("https://rebind.example:{}/", address.port());
    let refused = call(&client, &url, PUBLIC).await;
    assert_eq!(
        refused.unwrap_err(),
        EgressError::Private("127.0.0.1".parse().unwrap())
    );
    assert_eq!(calls.load(Ordering::SeqCst), 0, "nobody connected");
    assert_eq!(resolver.0.load(Ordering::SeqCst), 2, "one resolution");
}

/// Every address is private but one that cannot be reached: none of the private ones is tried.
#[derive(Debug)]
struct Mixed(u16);

#[async_trait]
impl Resolve for Mixed {
    async fn resolve(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
        let addresses = [
            "127.0.0.1",
            "::1",
            "10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
        ];
        Ok(addresses
            .iter()
            .map(|text| SocketAddr::new(text.parse().unwrap(), self.0))
            .collect())
    }
}

#[tokio::test]
async fn none_of_several_private_addresses_is_connected_to() {
    let (address, calls) = listener(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let client = EgressClient::new(PUBLIC).resolver(Arc::new(Mixed(address.port())));
    let url = format!("https://mixed.example:{}/", address.port());
    let refused = call(&client, &url, PUBLIC).await;
    assert!(
        matches!(refused, Err(EgressError::Private(_))),
        "{refused:?}"
    );
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}
