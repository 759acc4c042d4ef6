use std::{
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::sync::{oneshot, watch};

use super::{authnex::Inner, mail_worker::MailWorker};
use crate::{
    flow::{
        InternalError, delete_retired, heartbeat, supply_spare_keys, supply_tenants, tell_clients,
        touch_keys, touch_sessions, write_meter,
    },
    tenant::Slug,
};

/// How often last-seen times and counters are written.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// How often events are relayed.
const RELAY_EVERY: Duration = Duration::from_secs(1);

/// How often the node says that it lives.
const NODES_EVERY: Duration = Duration::from_secs(5);

/// How often the keys are looked after, and the next tenants cleared of spent rows.
const KEYS_EVERY: Duration = Duration::from_secs(10);
const CLEAN_EVERY: Duration = Duration::from_secs(10);

/// Tenants that are looked after in one turn.
const BATCH: u32 = 10;

/// What nobody waits for: mails, last-seen times and counters, the relay of events, spare RSA keys, keys whose retirement
/// is over, and rows that are spent.
///
/// Without them sign-in works, no mail goes out, sessions are seen as never touched, no event is sealed or counted, and RS256 keys
/// are missing: run them. Several nodes over one store may all run them.
#[derive(Debug)]
#[must_use = "somebody must run the workers"]
pub struct Workers {
    pub(super) inner: Arc<Inner>,
    /// The tenant that was looked at last by the cleaner.
    pub(super) cleaned: Mutex<Option<Slug>>,
}

impl Workers {
    pub(super) const fn new(inner: Arc<Inner>) -> Self {
        Self {
            inner,
            cleaned: Mutex::new(None),
        }
    }

    /// Works until `shutdown` is ready, then ends what is under way, writes what has gathered and returns.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) {
        let (stop, stopped) = watch::channel(());
        let turns = async {
            tokio::join!(
                every(FLUSH_EVERY, "last seen", stopped.clone(), || self.flush()),
                every(KEYS_EVERY, "signing keys", stopped.clone(), || self
                    .look_after_keys()),
                every(NODES_EVERY, "nodes", stopped.clone(), || self.beat()),
                every(RELAY_EVERY, "relay", stopped.clone(), || async {
                    self.relay().await.map(drop)
                }),
                every(FLUSH_EVERY, "back-channel logout", stopped.clone(), || self
                    .tell_clients()),
                every(CLEAN_EVERY, "cleaner", stopped.clone(), || async {
                    self.clean().await.map(drop)
                }),
            )
        };
        let (stop_mail, mail_stopped) = oneshot::channel::<()>();
        let mail = MailWorker::new(self.inner.clone()).run(mail_stopped);
        let signal = async {
            shutdown.await;
            drop(stop);
            drop(stop_mail);
        };
        tokio::join!(turns, mail, signal);
        log("last seen", self.flush().await);
    }

    /// Tells clients of sessions that have ended (OpenID Connect Back-Channel Logout 1.0): one turn.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer; what waits is told at the next turn.
    pub async fn tell_clients(&self) -> Result<(), InternalError> {
        let env = &self.inner.env;
        let mut rung = env.logout_bell.take().into_iter();
        while let Some(slug) = rung.next() {
            let told = match self.inner.scope_of(slug.as_str()).await {
                Ok(Some(scope)) => tell_clients(env, &scope).await,
                Ok(None) => Ok(false),
                Err(error) => Err(error.into()),
            };
            if !matches!(told, Ok(false)) {
                env.logout_bell.ring(&slug);
            }
            if let Err(error) = told {
                rung.for_each(|slug| env.logout_bell.ring(&slug));
                return Err(error);
            }
        }
        Ok(())
    }

    /// Delivers mails until none is due; each is tried once.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn deliver_mail(&self) -> Result<(), InternalError> {
        MailWorker::new(self.inner.clone()).deliver().await
    }

    /// Writes the last-seen times of sessions, the last uses of API keys and the counters that have gathered.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer; they are then lost.
    pub async fn flush(&self) -> Result<(), InternalError> {
        touch_sessions(&self.inner.env).await?;
        touch_keys(&self.inner.env).await?;
        write_meter(&self.inner.env).await
    }

    /// Says that this node lives, and counts the nodes over the store: they share the limits on requests.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer; the count stays as it was.
    pub async fn beat(&self) -> Result<(), InternalError> {
        heartbeat(&self.inner.env, &self.inner.scope).await
    }

    /// Makes spare RSA keys until there are enough, supplies tenants that lack one, and deletes keys that have
    /// retired.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn look_after_keys(&self) -> Result<(), InternalError> {
        let inner = &self.inner;
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
        let env = &self.inner.env;
        let lacking = env
            .store
            .platform_reader(&env.platform)
            .tenants_lacking_rsa_keys(BATCH)
            .await?;
        let mut supplied = 0;
        for slug in lacking {
            if let Some(scope) = self.inner.scope_of(slug.as_str()).await? {
                supplied += supply_tenants(env, &scope).await?;
                self.inner.snapshots.doubt(&slug);
            }
        }
        Ok(supplied)
    }

    async fn delete_retired(&self) -> Result<(), InternalError> {
        let env = &self.inner.env;
        let retired = env
            .store
            .platform_reader(&env.platform)
            .tenants_with_retired_keys(env.now(), BATCH)
            .await?;
        for slug in retired {
            if let Some(scope) = self.inner.scope_of(slug.as_str()).await? {
                delete_retired(env, &scope).await?;
                self.inner.snapshots.doubt(&slug);
            }
        }
        Ok(())
    }
}

/// Takes a turn at once and then each period, until the sender of `stopped` is gone; a turn under way is ended
/// first.
async fn every<F>(
    period: Duration,
    what: &'static str,
    mut stopped: watch::Receiver<()>,
    turn: impl Fn() -> F,
) where
    F: Future<Output = Result<(), InternalError>>,
{
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            _ = ticks.tick() => log(what, turn().await),
        }
    }
}

fn log(what: &'static str, result: Result<(), InternalError>) {
    if let Err(error) = result {
        tracing::warn!(worker = what, %error, "a worker's turn failed; it tries again");
    }
}
