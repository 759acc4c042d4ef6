//! Accepts connections and serves them until told to stop.

use std::{future::Future, net::SocketAddr, time::Duration};

use authnex_http::{AuthnexService, Body, PeerAddress};
use http::{
    HeaderValue, StatusCode,
    header::{CONNECTION, CONTENT_TYPE},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::net::{TcpListener, TcpStream};
use tower::Service;

use crate::{failure::Failure, framing::KeepHead};

/// A request's head must arrive within this time: slow senders do not hold connections.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// What runs at a stop gets this long to finish.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(6);

/// Takes the port.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::Failed(format!(
            "cannot listen on {address}: {error}; stop what uses it or set AUTHNEX_LISTEN"
        ))
    })
}

/// Serves until `stop` is ready, then lets what runs finish.
pub(crate) async fn serve(
    listener: TcpListener,
    service: AuthnexService,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => serve_connection(&graceful, stream, peer, &service),
                Err(error) => {
                    // Out of file descriptors, most likely: what is open goes on, and may close.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
        }
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_TIMEOUT, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("connections were cut that did not finish in time");
    }
}

fn serve_connection(
    graceful: &GracefulShutdown,
    stream: TcpStream,
    peer: SocketAddr,
    service: &AuthnexService,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let service = service.clone();
    let (stream, head) = KeepHead::new(stream);
    let handler = service_fn(move |mut request: http::Request<Incoming>| {
        request.extensions_mut().insert(PeerAddress(peer));
        let (mut service, head) = (service.clone(), head.clone());
        async move {
            if head.is_ambiguous(request.headers()) {
                return Ok(refuse_ambiguous());
            }
            let response = service.call(request).await;
            head.forget();
            response
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), handler);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
}

/// 400, and the connection closes: what follows on it cannot be trusted.
fn refuse_ambiguous() -> http::Response<Body> {
    let mut response = http::Response::new(Body::from(
        "a request has Content-Length or Transfer-Encoding, not both\n",
    ));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}
