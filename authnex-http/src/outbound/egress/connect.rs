use std::{io, net::SocketAddr, sync::Arc};

use authnex_core::{
    egress::{EgressRules, EgressUrl, is_public},
    port::EgressError,
};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::Host;

use super::Resolve;

/// A connection, plain or by TLS.
pub(super) enum Connected {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// TLS as the public Internet has it. The provider is named, since another crate of the application may have
/// installed another one.
pub(super) fn tls() -> Option<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(TlsConnector::from(Arc::new(config)))
}

/// Connects to an address of the URL's host. The name is resolved here, once, and what is connected to is what was
/// checked: a name that is answered differently a moment later leads nowhere else.
pub(super) async fn connect(
    url: &EgressUrl,
    rules: EgressRules,
    resolver: &dyn Resolve,
    tls: Option<&TlsConnector>,
) -> Result<Connected, EgressError> {
    let stream = connect_plain(url, rules, resolver).await?;
    if url.url().scheme() != "https" {
        return Ok(Connected::Plain(stream));
    }
    let unusable = || EgressError::Unreachable("TLS is not usable".to_owned());
    let connector = tls.ok_or_else(unusable)?;
    let name = url.url().host_str().unwrap_or_default();
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(name.to_owned()).map_err(|_| unusable())?;
    let stream = connector.connect(name, stream).await.map_err(told)?;
    Ok(Connected::Tls(Box::new(stream)))
}

async fn connect_plain(
    url: &EgressUrl,
    rules: EgressRules,
    resolver: &dyn Resolve,
) -> Result<TcpStream, EgressError> {
    let port = url.url().port_or_known_default().unwrap_or(443);
    let addresses = match url.url().host() {
        Some(Host::Ipv4(address)) => vec![SocketAddr::new(address.into(), port)],
        Some(Host::Ipv6(address)) => vec![SocketAddr::new(address.into(), port)],
        Some(Host::Domain(name)) => resolver.resolve(name, port).await.map_err(told)?,
        None => Vec::new(),
    };
    let mut last = EgressError::Unreachable("the name has no address".to_owned());
    for address in addresses {
        if !rules.allow_private && !is_public(address.ip()) {
            last = EgressError::Private(address.ip());
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = told(error),
        }
    }
    Err(last)
}

pub(super) fn told(error: io::Error) -> EgressError {
    EgressError::Unreachable(error.to_string())
}
