use std::net::IpAddr;

use super::Environment;
use crate::{
    foundation::{RequestContext, TenantScope, Timestamp},
    policy::Policy,
    store::{Reader, StoreError, Unit},
    throttle::{ThrottleKey, ThrottleKind, ThrottleRule},
};

/// The counters that one sign-in touches.
#[derive(Clone, Debug)]
pub(crate) struct SignInCounters {
    account: ThrottleKey,
    source: Option<ThrottleKey>,
    account_rule: ThrottleRule,
    source_rule: ThrottleRule,
}

/// An IPv6 customer holds at least a /64: counting single addresses of it would count nothing.
pub(crate) fn source_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

impl SignInCounters {
    /// `login` in normal form: all spellings of one name count together.
    pub(crate) fn of(scope: &TenantScope, login: &str, context: &RequestContext) -> Self {
        let snapshot = scope.snapshot();
        let policy: &Policy = &snapshot.policy;
        let rule = |failures| ThrottleRule {
            failures,
            window_seconds: policy.lockout_window_seconds,
            lock_seconds: policy.lockout_seconds,
        };
        let key = |kind: ThrottleKind, text: &str| ThrottleKey {
            kind,
            key: snapshot.data_key.code_hash(kind.as_str(), text),
        };
        Self {
            account: key(ThrottleKind::Account, login),
            source: context
                .address
                .map(|address| key(ThrottleKind::Source, &source_of(address))),
            account_rule: rule(policy.lockout_failures),
            source_rule: rule(policy.lockout_source_failures),
        }
    }

    fn keys(&self) -> impl Iterator<Item = (&ThrottleKey, &ThrottleRule)> {
        std::iter::once((&self.account, &self.account_rule))
            .chain(self.source.iter().map(|key| (key, &self.source_rule)))
    }

    /// Until when the account or the source is locked.
    pub(crate) async fn locked(
        &self,
        reader: &dyn Reader,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut latest = None;
        for (key, _) in self.keys() {
            let state = reader.find_throttle(key).await?;
            latest = latest.max(state.and_then(|state| state.locked_at(now)));
        }
        Ok(latest)
    }

    /// Counts one failure of each.
    pub(crate) async fn count(&self, unit: &dyn Unit, now: Timestamp) -> Result<(), StoreError> {
        for (key, rule) in self.keys() {
            unit.count_failure(key, rule, now).await?;
        }
        Ok(())
    }

    /// A success clears the account. The source keeps its count: one own account must not wash it clean.
    pub(crate) async fn clear(&self, unit: &dyn Unit) -> Result<(), StoreError> {
        unit.clear_throttle(&self.account).await
    }
}

/// Asks the counters outside of a unit, before anything dear is done.
pub(crate) async fn locked_for(
    env: &Environment,
    scope: &TenantScope,
    counters: &SignInCounters,
    now: Timestamp,
) -> Result<Option<u32>, StoreError> {
    let reader = env.store.reader(scope);
    Ok(counters
        .locked(&*reader, now)
        .await?
        .map(|until| now.seconds_until(until)))
}
