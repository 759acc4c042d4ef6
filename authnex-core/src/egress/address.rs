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

/// What is not public: the first address of each block, and how many bits its members share.
const SPECIAL: [(Ipv4Addr, u32); 19] = [
    // This network, private ones, loopback.
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Carrier-grade NAT (RFC 6598).
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // Link-local, where clouds keep their metadata.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // Protocol assignments, documentation (RFC 5737), the former 6to4 relays.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // AS112 (RFC 7534, 7535), AMT (RFC 7450).
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 175, 48, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    // Benchmarks (RFC 2544).
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Multicast, reserved, broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    // Metadata and platform services that stand on public addresses.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let address = address.to_bits();
    !SPECIAL
        .iter()
        .any(|(block, bits)| (address ^ block.to_bits()).leading_zeros() >= *bits)
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
