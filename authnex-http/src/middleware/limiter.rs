use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use authnex_core::{
    foundation::Timestamp,
    policy::{RateAxis, RateGroup},
};

const MINUTE_MICROS: i64 = 60_000_000;

/// Of the requests of a minute so many parts may come at once.
const BURST_PART: i64 = 10;

/// The shares of the memory: a full one makes room without looking through the others.
const SHARDS: usize = 16;

/// The most that one share remembers.
const SHARD_CAPACITY: usize = 8_192;

/// Who or what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RateKey {
    pub(crate) group: RateGroup,
    pub(crate) axis: RateAxis,
    pub(crate) who: u128,
}

impl RateKey {
    /// An address; an IPv6 client counts by its /64.
    pub(crate) fn of_address(group: RateGroup, address: IpAddr) -> Self {
        let who = match address.to_canonical() {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
            IpAddr::V6(v6) => v6.to_bits() & !u128::from(u64::MAX),
        };
        Self {
            group,
            axis: RateAxis::Address,
            who: Ipv6Addr::from_bits(who).to_bits(),
        }
    }

    fn shard(&self) -> usize {
        let mixed = self.who ^ (self.who >> 64) ^ (self.who >> 32) ^ (self.who >> 16);
        let low = u64::try_from(mixed & u128::from(u32::MAX)).unwrap_or(0);
        usize::try_from(low.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 60).unwrap_or(0) % SHARDS
    }
}

/// So many requests a minute, and so many of them at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Rate {
    /// Microseconds from one request to the next.
    interval: i64,
    /// How many requests may come at once.
    burst: i64,
}

impl Rate {
    /// This node's share of a limit that nodes have together: equal parts, at least one request a minute.
    pub(crate) fn share(per_minute: u32, nodes: u32) -> Self {
        let share = i64::from(per_minute / nodes.max(1)).max(1);
        Self {
            interval: (MINUTE_MICROS / share).max(1),
            burst: (share / BURST_PART).max(1),
        }
    }

    /// How many requests may come at once.
    pub(crate) const fn burst(self) -> i64 {
        self.burst
    }

    /// In how many seconds all of the burst is there again.
    pub(crate) fn window_seconds(self) -> u32 {
        seconds(self.burst.saturating_mul(self.interval))
    }
}

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

/// Rate limits in process (GCRA, one number for each that is counted).
///
/// Each rate has a count of its own, since one address meets the limits of several tenants: what one tenant allows
/// neither uses up nor forgives what another one does, and a limit that was changed begins anew.
///
/// At most 131,072 are remembered; beyond, those with nothing held against them are forgotten, then the one with the
/// least.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter([Mutex<HashMap<(RateKey, Rate), i64>>; SHARDS]);

impl RateLimiter {
    /// Takes or refuses one request.
    pub(crate) fn check(&self, key: RateKey, rate: Rate, now: Timestamp) -> Decision {
        let now = now.as_micros();
        let Some(shard) = self.0.get(key.shard()) else {
            return decision(rate, 0, 0);
        };
        let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = (key, rate);
        if known.len() >= SHARD_CAPACITY && !known.contains_key(&counted) {
            make_room(&mut known, now);
        }
        let tolerance = (rate.burst - 1).saturating_mul(rate.interval);
        // A clock that was set back is forgiven: nothing beyond a whole burst is ever held.
        let most = now + tolerance + rate.interval;
        let held = known
            .get(&counted)
            .map_or(now, |held| (*held).clamp(now, most));
        if held - now > tolerance {
            return decision(rate, held - now, held - now - tolerance);
        }
        let next = held + rate.interval;
        known.insert(counted, next);
        decision(rate, next - now, 0)
    }
}

fn seconds(micros: i64) -> u32 {
    let rounded = micros.max(0).saturating_add(999_999) / 1_000_000;
    u32::try_from(rounded).unwrap_or(u32::MAX)
}

fn decision(rate: Rate, debt: i64, wait: i64) -> Decision {
    let used = debt.saturating_add(rate.interval - 1) / rate.interval;
    Decision {
        remaining: u32::try_from(rate.burst - used).unwrap_or(0),
        retry_after_seconds: seconds(wait),
        reset_seconds: seconds(debt),
    }
}

fn make_room(known: &mut HashMap<(RateKey, Rate), i64>, now: i64) {
    known.retain(|_, held| *held > now);
    if known.len() >= SHARD_CAPACITY {
        let least = known
            .iter()
            .min_by_key(|(_, held)| **held)
            .map(|(key, _)| *key);
        if let Some(key) = least {
            known.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use authnex_core::{
        foundation::Timestamp,
        policy::{RateAxis, RateGroup},
    };

    use super::{Decision, Rate, RateKey, RateLimiter, SHARD_CAPACITY, SHARDS};

    const GROUP: RateGroup = RateGroup::SignIn;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000 + millis * 1000)
    }

    fn check(limiter: &RateLimiter, address: &str, millis: i64) -> Decision {
        let address: IpAddr = address.parse().unwrap();
        let key = RateKey::of_address(GROUP, address);
        limiter.check(key, Rate::share(600, 1), at(millis))
    }

    #[test]
    fn a_tenth_of_a_minute_at_once_and_evenly_after_that() {
        let limiter = RateLimiter::default();
        for left in (0..60).rev() {
            let decision = check(&limiter, "203.0.113.1", 0);
            assert!(decision.is_taken());
            assert_eq!(decision.remaining, left);
        }
        let refused = check(&limiter, "203.0.113.1", 0);
        assert!(!refused.is_taken());
        assert_eq!((refused.remaining, refused.retry_after_seconds), (0, 1));
        assert!(check(&limiter, "203.0.113.1", 100).is_taken());
        assert!(!check(&limiter, "203.0.113.1", 100).is_taken());
        assert!(check(&limiter, "203.0.113.2", 100).is_taken());
    }

    #[test]
    fn an_ipv6_client_counts_by_its_network() {
        let limiter = RateLimiter::default();
        for host in 0..60 {
            assert!(check(&limiter, &format!("2001:db8:1:1::{host:x}"), 0).is_taken());
        }
        assert!(!check(&limiter, "2001:db8:1:1:ffff::1", 0).is_taken());
        assert!(check(&limiter, "2001:db8:1:2::1", 0).is_taken());
        // A mapped IPv4 address is that address, and no network of all of them.
        assert!(check(&limiter, "::ffff:203.0.113.1", 0).is_taken());
        assert_eq!(check(&limiter, "203.0.113.1", 0).remaining, 58);
    }

    #[test]
    fn nodes_have_equal_shares_and_never_nothing() {
        let all = |rate: Rate| {
            let limiter = RateLimiter::default();
            let key = RateKey::of_address(GROUP, [192, 0, 2, 1].into());
            // A minute of requests, one each 10 ms.
            let taken =
                (0..6_000).filter(|step| limiter.check(key, rate, at(step * 10)).is_taken());
            i64::try_from(taken.count()).unwrap() - rate.burst()
        };
        let alone = all(Rate::share(600, 1));
        assert!((595..=600).contains(&alone), "{alone}");
        let third = all(Rate::share(600, 3));
        assert!((197..=200).contains(&third), "{third}");
        assert_eq!(Rate::share(10, 1_000).burst(), 1);
        assert_eq!(Rate::share(600, 0), Rate::share(600, 1));
    }

    #[test]
    fn a_limit_that_is_loosened_holds_nothing_of_the_tighter_one() {
        let limiter = RateLimiter::default();
        let key = RateKey::of_address(GROUP, [192, 0, 2, 1].into());
        assert!(limiter.check(key, Rate::share(10, 10), at(0)).is_taken());
        let refused = limiter.check(key, Rate::share(10, 10), at(0));
        assert_eq!(refused.retry_after_seconds, 60);
        assert!(limiter.check(key, Rate::share(6_000, 1), at(0)).is_taken());
    }

    #[test]
    fn what_a_looser_tenant_allows_forgives_nothing_at_a_tighter_one() {
        let limiter = RateLimiter::default();
        let key = RateKey::of_address(GROUP, [192, 0, 2, 1].into());
        let (tight, loose) = (Rate::share(1, 1), Rate::share(6_000, 1));
        assert!(limiter.check(key, tight, at(0)).is_taken());
        assert!(limiter.check(key, loose, at(1)).is_taken());
        assert!(!limiter.check(key, tight, at(2)).is_taken());
    }

    #[test]
    fn groups_and_axes_are_counted_apart() {
        let limiter = RateLimiter::default();
        let rate = Rate::share(10, 1);
        let key = RateKey::of_address(GROUP, [192, 0, 2, 1].into());
        for axis in [RateAxis::Address, RateAxis::Account, RateAxis::Tenant] {
            for group in [RateGroup::SignIn, RateGroup::Mail] {
                let key = RateKey { group, axis, ..key };
                assert!(limiter.check(key, rate, at(0)).is_taken());
                assert!(!limiter.check(key, rate, at(0)).is_taken());
            }
        }
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = RateLimiter::default();
        let most = SHARDS * SHARD_CAPACITY;
        for number in 0..u32::try_from(most).unwrap() + 20_000 {
            let key = RateKey::of_address(GROUP, IpAddr::from(number.to_be_bytes()));
            assert!(limiter.check(key, Rate::share(600, 1), at(0)).is_taken());
        }
        let known = limiter.0.iter().map(|shard| shard.lock().unwrap().len());
        assert!(known.sum::<usize>() <= most);
    }
}
