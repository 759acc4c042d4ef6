use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use authnex_core::{
    egress::EgressRules,
    port::{Egress, EgressAnswer, EgressCall, EgressError},
};
use bytes::Bytes;
use http::{
    Method, Request, Response,
    header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST, HeaderName, RETRY_AFTER, USER_AGENT},
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    body::Incoming,
    client::conn::http1,
    rt::{Read, Write},
};
use hyper_util::rt::TokioIo;
use tokio_rustls::TlsConnector;

use super::{
    Resolve, SystemResolver,
    connect::{Connected, connect, tls},
};

/// Calls URLs that tenants supply: public addresses alone, no redirects, bounded in time and size.
pub struct EgressClient {
    rules: EgressRules,
    resolver: Arc<dyn Resolve>,
    tls: Option<TlsConnector>,
    time_limit: Duration,
}

impl std::fmt::Debug for EgressClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EgressClient")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

impl EgressClient {
    /// How long a call may take, from the name to the last byte.
    pub const TIME_LIMIT: Duration = Duration::from_secs(10);

    /// The longest head of an answer, in bytes.
    const MAX_HEAD: usize = 32 * 1024;

    /// A client under these rules, by the system's resolver.
    #[must_use]
    pub fn new(rules: EgressRules) -> Self {
        Self {
            rules,
            resolver: Arc::new(SystemResolver),
            tls: tls(),
            time_limit: Self::TIME_LIMIT,
        }
    }

    /// The same by another resolver.
    #[must_use]
    pub fn resolver(mut self, resolver: Arc<dyn Resolve>) -> Self {
        self.resolver = resolver;
        self
    }

    /// The same with another limit.
    #[must_use]
    pub const fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    async fn exchange(&self, call: EgressCall) -> Result<EgressAnswer, EgressError> {
        let most = call.most_bytes;
        let connected = connect(&call.url, self.rules, &*self.resolver, self.tls.as_ref()).await?;
        let request = request(call)?;
        match connected {
            Connected::Plain(stream) => send(TokioIo::new(stream), request, most).await,
            Connected::Tls(stream) => send(TokioIo::new(stream), request, most).await,
        }
    }
}

#[async_trait]
impl Egress for EgressClient {
    async fn call(&self, call: EgressCall) -> Result<EgressAnswer, EgressError> {
        tokio::time::timeout(self.time_limit, self.exchange(call))
            .await
            .map_err(|_| EgressError::TimedOut)?
    }
}

fn request(call: EgressCall) -> Result<Request<Full<Bytes>>, EgressError> {
    let url = call.url.url();
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let host = url.host_str().unwrap_or_default();
    let host = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let mut builder = Request::builder()
        .uri(target)
        .header(HOST, host)
        .header(USER_AGENT, "AuthNex")
        .header(ACCEPT, "application/json")
        .header(CONNECTION, "close");
    for (name, value) in call.headers {
        builder = builder.header(HeaderName::from_static(name), value);
    }
    let body = match call.body {
        Some((content_type, body)) => {
            builder = builder
                .method(Method::POST)
                .header(CONTENT_TYPE, content_type);
            body
        }
        None => Vec::new(),
    };
    builder
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| EgressError::Unreachable(error.to_string()))
}

async fn send<S>(
    stream: S,
    request: Request<Full<Bytes>>,
    most: usize,
) -> Result<EgressAnswer, EgressError>
where
    S: Read + Write + Unpin,
{
    let broken = |error: hyper::Error| EgressError::Unreachable(error.to_string());
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(EgressClient::MAX_HEAD)
        .handshake(stream)
        .await
        .map_err(broken)?;
    let exchange = async move {
        let response = sender.send_request(request).await.map_err(broken)?;
        read(response, most).await
    };
    // The connection is driven here, not in a task of its own: whoever stops waiting ends it.
    tokio::pin!(connection);
    tokio::pin!(exchange);
    tokio::select! {
        biased;
        answer = &mut exchange => answer,
        closed = &mut connection => {
            closed.map_err(broken)?;
            exchange.await
        }
    }
}

async fn read(response: Response<Incoming>, most: usize) -> Result<EgressAnswer, EgressError> {
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after_seconds = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
    let body = match Limited::new(response.into_body(), most).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(error) if error.is::<LengthLimitError>() => return Err(EgressError::TooLarge),
        Err(error) => return Err(EgressError::Unreachable(error.to_string())),
    };
    Ok(EgressAnswer {
        status,
        retry_after_seconds,
        body,
    })
}
