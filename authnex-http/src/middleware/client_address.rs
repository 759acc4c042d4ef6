use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::Extensions;

/// The address of whoever holds the other end of the connection.
///
/// The server puts it into each request's extensions; axum's `ConnectInfo<SocketAddr>` does as well. Without either,
/// events have no address, rate limits by address do not apply, and nobody gets in where a tenant lists networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub SocketAddr);

/// From which address the request came, after trusted proxies were taken off.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientAddress(pub(super) IpAddr);

pub(super) fn peer_of(extensions: &Extensions) -> Option<IpAddr> {
    let own = extensions.get::<PeerAddress>().map(|peer| peer.0);
    let axum = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| *peer);
    own.or(axum).map(|peer| peer.ip().to_canonical())
}

/// The client's address, once [`super::shell`] has seen the request.
pub(crate) fn client_address_of(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ClientAddress>().map(|client| client.0)
}
