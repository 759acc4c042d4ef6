use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, header::FORWARDED};
use ipnet::IpNet;

/// Whose forwarding headers count.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub(crate) const fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client behind a peer: while the one at hand is trusted, the next address to the left is taken. `Forwarded`
    /// (RFC 7239) counts before `X-Forwarded-For`. Whatever does not parse ends the walk.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trusts(peer) {
            return peer;
        }
        let mut client = peer;
        for hop in hops(headers).iter().rev() {
            let Some(address) = hop else { break };
            client = address.to_canonical();
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lines = |name: &http::HeaderName| -> Vec<String> {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(','))
            .map(|hop| hop.trim().to_owned())
            .collect()
    };
    if headers.contains_key(FORWARDED) {
        return lines(&FORWARDED)
            .iter()
            .map(|hop| forwarded_for(hop))
            .collect();
    }
    let name = http::HeaderName::from_static("x-forwarded-for");
    lines(&name).iter().map(|hop| address(hop)).collect()
}

/// The `for` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.eq_ignore_ascii_case("for")
            .then(|| address(value.trim_matches('"')))
            .flatten()
    })
}

/// An address, with or without brackets and port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use http::{HeaderMap, HeaderValue};

    use super::TrustedProxies;

    fn client(peer: &str, pairs: &[(&'static str, &'static str)]) -> String {
        let proxies = TrustedProxies::new(vec![
            "10.0.0.0/8".parse().unwrap(),
            "2001:db8::/32".parse().unwrap(),
        ]);
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let peer: IpAddr = peer.parse().unwrap();
        proxies.client(peer, &headers).to_string()
    }

    #[test]
    fn a_stranger_cannot_name_its_address() {
        assert_eq!(
            client("203.0.113.9", &[("x-forwarded-for", "1.2.3.4")]),
            "203.0.113.9"
        );
        assert_eq!(
            client("203.0.113.9", &[("forwarded", "for=1.2.3.4")]),
            "203.0.113.9"
        );
    }

    #[test]
    fn the_walk_goes_from_right_to_left_while_the_hop_is_trusted() {
        let forwarded = "6.6.6.6, 198.51.100.7, 10.0.0.2";
        assert_eq!(
            client("10.0.0.1", &[("x-forwarded-for", forwarded)]),
            "198.51.100.7"
        );
        let lines = [
            ("x-forwarded-for", "6.6.6.6, 198.51.100.7"),
            ("x-forwarded-for", "10.0.0.2"),
        ];
        assert_eq!(client("10.0.0.1", &lines), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn forwarded_is_read_with_quotes_brackets_and_ports() {
        let header = "for=6.6.6.6, for=\"[2001:470::17]:4711\";proto=https, For=10.0.0.3:80";
        assert_eq!(client("10.0.0.1", &[("forwarded", header)]), "2001:470::17");
    }

    #[test]
    fn what_does_not_parse_ends_the_walk() {
        assert_eq!(
            client("10.0.0.1", &[("x-forwarded-for", "1.2.3.4, unknown")]),
            "10.0.0.1"
        );
        assert_eq!(
            client("10.0.0.1", &[("forwarded", "for=_hidden")]),
            "10.0.0.1"
        );
    }
}
