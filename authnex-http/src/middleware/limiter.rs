use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use authnex_core::foundation::Timestamp;

/// Sustained rate: one request each 100 ms.
const INTERVAL_MICROS: i64 = 100_000;

/// How many requests may come at once.
const BURST: i64 = 60;

/// The most addresses that are remembered.
const CAPACITY: usize = 65_536;

/// What the limit says of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    /// Requests left at once.
    pub(crate) remaining: u32,
    /// Seconds until one more is taken; 0 if this one was.
    pub(crate) retry_after_seconds: u32,
    /// Seconds until all of the burst is there again.
    pub(crate) reset_seconds: u32,
}

impl Decision {
    pub(crate) const fn is_taken(self) -> bool {
        self.retry_after_seconds == 0
    }
}

/// A rate limit per client address: 10 a second, 60 at once (GCRA, one number for each address).
///
/// An IPv6 client counts by its /64. At most 65,536 addresses are remembered; beyond, those with nothing held
/// against them are forgotten, then the one with the least.
#[derive(Debug, Default)]
pub(crate) struct AddressLimiter(Mutex<HashMap<IpAddr, i64>>);

impl AddressLimiter {
    pub(crate) const BURST: i64 = BURST;
    pub(crate) const WINDOW_SECONDS: i64 = BURST * INTERVAL_MICROS / 1_000_000;

    /// Takes or refuses one request.
    pub(crate) fn check(&self, address: IpAddr, now: Timestamp) -> Decision {
        let now = now.as_micros();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = network_of(address);
        let held = known.get(&key).copied().unwrap_or(now).max(now);
        let tolerance = (BURST - 1) * INTERVAL_MICROS;
        if held - now > tolerance {
            return decision(held - now, held - now - tolerance);
        }
        if known.len() >= CAPACITY && !known.contains_key(&key) {
            make_room(&mut known, now);
        }
        let next = held + INTERVAL_MICROS;
        known.insert(key, next);
        decision(next - now, 0)
    }
}

fn decision(debt: i64, wait: i64) -> Decision {
    let seconds = |micros: i64| {
        let rounded = micros.max(0).saturating_add(999_999) / 1_000_000;
        u32::try_from(rounded).unwrap_or(u32::MAX)
    };
    let used = debt.saturating_add(INTERVAL_MICROS - 1) / INTERVAL_MICROS;
    Decision {
        remaining: u32::try_from(BURST - used).unwrap_or(0),
        retry_after_seconds: seconds(wait),
        reset_seconds: seconds(debt),
    }
}

fn make_room(known: &mut HashMap<IpAddr, i64>, now: i64) {
    known.retain(|_, held| *held > now);
    if known.len() >= CAPACITY {
        let least = known
            .iter()
            .min_by_key(|(_, held)| **held)
            .map(|(key, _)| *key);
        if let Some(key) = least {
            known.remove(&key);
        }
    }
}

fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use authnex_core::foundation::Timestamp;

    use super::{AddressLimiter, CAPACITY};

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000 + millis * 1000)
    }

    #[test]
    fn sixty_at_once_and_ten_a_second_after_that() {
        let limiter = AddressLimiter::default();
        let client: IpAddr = "203.0.113.1".parse().unwrap();
        for left in (0..60).rev() {
            let decision = limiter.check(client, at(0));
            assert!(decision.is_taken());
            assert_eq!(decision.remaining, left);
        }
        let refused = limiter.check(client, at(0));
        assert!(!refused.is_taken());
        assert_eq!((refused.remaining, refused.retry_after_seconds), (0, 1));
        assert!(limiter.check(client, at(100)).is_taken());
        assert!(!limiter.check(client, at(100)).is_taken());
        let other: IpAddr = "203.0.113.2".parse().unwrap();
        assert!(limiter.check(other, at(100)).is_taken());
    }

    #[test]
    fn an_ipv6_client_counts_by_its_network() {
        let limiter = AddressLimiter::default();
        for host in 0..60 {
            let client: IpAddr = format!("2001:db8:1:1::{host:x}").parse().unwrap();
            assert!(limiter.check(client, at(0)).is_taken());
        }
        let neighbour: IpAddr = "2001:db8:1:1:ffff::1".parse().unwrap();
        assert!(!limiter.check(neighbour, at(0)).is_taken());
        let elsewhere: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        assert!(limiter.check(elsewhere, at(0)).is_taken());
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = AddressLimiter::default();
        for number in 0..u32::try_from(CAPACITY).unwrap() + 50 {
            let client = IpAddr::from(number.to_be_bytes());
            assert!(limiter.check(client, at(0)).is_taken());
        }
        assert!(limiter.0.lock().unwrap().len() <= CAPACITY);
    }
}
