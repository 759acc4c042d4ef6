use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the public Internet: no network of its own, no special purpose (the registries of
/// RFC 6890), and nothing that carries such an address within it.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b) {
        // This network, private ones, loopback.
        (0 | 10 | 127, _)
        // Carrier-grade NAT (RFC 6598).
        | (100, 64..=127)
        // Link-local, where clouds keep their metadata.
        | (169, 254)
        | (172, 16..=31)
        | (192, 168)
        // Benchmarks (RFC 2544).
        | (198, 18 | 19)
        // Multicast, reserved, broadcast.
        | (224..=255, _) => true,
        // Protocol assignments, documentation, the former 6to4 relays.
        (192, 0) => matches!(c, 0 | 2),
        (192, 88) => c == 99,
        // AS112 (RFC 7534, 7535), AMT (RFC 7450).
        (192, 31) => c == 196,
        (192, 52) => c == 193,
        (192, 175) => c == 48,
        // Documentation (RFC 5737).
        (198, 51) => c == 100,
        (203, 0) => c == 113,
        _ => false,
    };
    // Metadata and platform services that stand on public addresses.
    let platform = [
        Ipv4Addr::new(168, 63, 129, 16),
        Ipv4Addr::new(100, 100, 100, 200),
        Ipv4Addr::new(192, 0, 0, 192),
    ];
    !special && !platform.contains(&address)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(within) = embedded(address) {
        return is_public_v4(within);
    }
    let [first, second, ..] = address.segments();
    match first {
        // Protocol assignments with Teredo, documentation (RFC 3849).
        0x2001 => second >= 0x0200 && second != 0x0db8,
        // Documentation (RFC 9637).
        0x3fff => second > 0x0fff,
        // Global unicast is 2000::/3; everything else is special, not assigned, or local.
        0x2000..=0x3ffe => true,
        _ => false,
    }
}

/// The IPv4 address that an IPv6 address carries: mapped, compatible, translated (RFC 6052, 8215), 6to4.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(of(high, low)),
        // Local translation prefixes, and what else begins with 96 zero bits, are nobody's public address.
        [0x64, 0xff9b, 1, ..] | [0, 0, 0, 0, 0, 0, ..] => Some(Ipv4Addr::UNSPECIFIED),
        _ => None,
    }
}
