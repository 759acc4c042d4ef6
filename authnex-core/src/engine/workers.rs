use std::{future::Future, sync::Arc, time::Duration};

use super::authnex::Inner;
use crate::flow::{
    InternalError, delete_retired, supply_spare_keys, supply_tenants, touch_sessions,
};

/// How often last-seen times are written.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// How often the keys are looked after.
const KEYS_EVERY: Duration = Duration::from_secs(10);

/// Tenants that are looked after in one turn.
const BATCH: u32 = 10;

/// What nobody waits for: last-seen times, spare RSA keys, keys whose retirement is over.
///
/// Without them sign-in works, sessions are seen as never touched, and RS256 keys are missing: run them.
#[derive(Debug)]
#[must_use = "somebody must run the workers"]
pub struct Workers(Arc<Inner>);

impl Workers {
    pub(super) const fn new(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    /// Works until `shutdown` is ready, then writes what has gathered and returns.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) {
        let mut flush = tokio::time::interval(FLUSH_EVERY);
        let mut keys = tokio::time::interval(KEYS_EVERY);
        flush.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        keys.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                _ = flush.tick() => log("last seen", self.flush().await),
                _ = keys.tick() => log("signing keys", self.look_after_keys().await),
            }
        }
        log("last seen", self.flush().await);
    }

    /// Writes the last-seen times that have gathered.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer; the times are then lost.
    pub async fn flush(&self) -> Result<(), InternalError> {
        touch_sessions(&self.0.env).await
    }

    /// Makes spare RSA keys until there are enough, supplies tenants that lack one, and deletes keys that have
    /// retired.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn look_after_keys(&self) -> Result<(), InternalError> {
        let inner = &self.0;
        loop {
            let made = supply_spare_keys(&inner.env, &inner.scope, 1).await?;
            let supplied = self.supply_lacking().await?;
            if made == 0 && supplied == 0 {
                break;
            }
        }
        self.delete_retired().await
    }

    async fn supply_lacking(&self) -> Result<u32, InternalError> {
        let env = &self.0.env;
        let lacking = env
            .store
            .platform_reader(&env.platform)
            .tenants_lacking_rsa_keys(BATCH)
            .await?;
        let mut supplied = 0;
        for slug in lacking {
            if let Some(scope) = self.0.scope_of(slug.as_str()).await? {
                supplied += supply_tenants(env, &scope).await?;
                self.0.snapshots.forget(&slug);
            }
        }
        Ok(supplied)
    }

    async fn delete_retired(&self) -> Result<(), InternalError> {
        let env = &self.0.env;
        let retired = env
            .store
            .platform_reader(&env.platform)
            .tenants_with_retired_keys(env.now(), BATCH)
            .await?;
        for slug in retired {
            if let Some(scope) = self.0.scope_of(slug.as_str()).await? {
                delete_retired(env, &scope).await?;
                self.0.snapshots.forget(&slug);
            }
        }
        Ok(())
    }
}

fn log(what: &'static str, result: Result<(), InternalError>) {
    if let Err(error) = result {
        tracing::warn!(worker = what, %error, "a worker's turn failed; it tries again");
    }
}
