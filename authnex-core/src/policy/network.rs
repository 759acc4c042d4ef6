use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A range of addresses: `192.0.2.0/24`, `2001:db8::/32`, or one address.
///
/// An IPv4 network written as one of mapped IPv6 addresses is the IPv4 network. Bits behind the prefix are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpNet);

/// Why a text is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a network is written as 192.0.2.0/24, as 2001:db8::/32, or as one address")]
pub struct NetworkError;

impl Network {
    /// The bits before an IPv4 address in its mapped form.
    const MAPPED_BITS: u8 = 96;

    /// Whether the address is in it. A mapped IPv4 address is that IPv4 address.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let text = text.trim();
        let net = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| NetworkError)?;
        let prefix = net.prefix_len().checked_sub(Self::MAPPED_BITS);
        let net = match (net.addr().to_canonical(), net.addr(), prefix) {
            (IpAddr::V4(v4), IpAddr::V6(_), Some(prefix)) => {
                IpNet::new(v4.into(), prefix).map_err(|_| NetworkError)?
            }
            _ => net,
        };
        Ok(Self(net.trunc()))
    }
}

/// One address stands without its prefix.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() {
            self.0.addr().fmt(f)
        } else {
            self.0.fmt(f)
        }
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
