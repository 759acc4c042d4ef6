use std::{sync::Arc, time::Duration};

use tokio::{
    sync::oneshot,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};
use uuid::Uuid;

use super::authnex::Inner;
use crate::{
    flow::{
        GIVE_UP_SECONDS, InternalError, claim_mail, delete_done_mail, deliver_mail, done_before,
    },
    foundation::{EventId, TenantId},
    mail::DueTenant,
};

/// How often the outboxes are looked at when nothing wakes the worker: another node may have put a mail in.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often rows of mails that are done are looked after.
const TIDY_EVERY: Duration = Duration::from_secs(600);
/// Mails that are sent at once.
const AT_ONCE: usize = 8;
/// Tenants that are looked at in one read.
const TENANTS: u32 = 20;
/// How long mails that are being sent may take at the end.
const GRACE: Duration = Duration::from_secs(2);

/// Delivers what waits in the outboxes. Any number of nodes may do so together: each mail is taken by lease.
#[derive(Debug)]
pub(super) struct MailWorker {
    inner: Arc<Inner>,
    owner: Uuid,
    sending: JoinSet<()>,
}

impl MailWorker {
    pub(super) fn new(inner: Arc<Inner>) -> Self {
        let env = &inner.env;
        let owner = EventId::generate(&*env.clock, &*env.entropy).as_uuid();
        Self {
            inner,
            owner,
            sending: JoinSet::new(),
        }
    }

    /// Works until it is stopped. What is being sent then is waited for shortly; what is not done comes again
    /// when its lease is over.
    pub(super) async fn run(mut self, mut stopped: oneshot::Receiver<()>) {
        let mut look = interval(LOOK_EVERY);
        let mut tidy = interval(TIDY_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tidy.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let inner = self.inner.clone();
        loop {
            tokio::select! {
                _ = &mut stopped => break,
                () = inner.env.mail_wake.notified() => {}
                _ = look.tick() => {}
                Some(_) = self.sending.join_next() => {}
                _ = tidy.tick() => {
                    log(self.tidy().await);
                    continue;
                }
            }
            log(self.take_due().await);
        }
        let rest = async { while self.sending.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, rest).await.is_err() {
            tracing::warn!("mails were being sent at the end; they are sent again later");
        }
    }

    /// Delivers until nothing is due.
    pub(super) async fn deliver(&mut self) -> Result<(), InternalError> {
        loop {
            self.take_due().await?;
            if self.sending.join_next().await.is_none() {
                return Ok(());
            }
        }
    }

    /// Takes what is due and begins to send it, as far as there is room.
    async fn take_due(&mut self) -> Result<(), InternalError> {
        let mut after: Option<TenantId> = None;
        loop {
            let tenants = self.tenants(after).await?;
            for tenant in &tenants {
                self.take_of(tenant).await?;
                if self.sending.len() >= AT_ONCE {
                    return Ok(());
                }
            }
            match tenants.last() {
                Some(last) => after = Some(last.id),
                None => return Ok(()),
            }
        }
    }

    async fn tenants(&self, after: Option<TenantId>) -> Result<Vec<DueTenant>, InternalError> {
        let env = &self.inner.env;
        let reader = env.store.platform_reader(&env.platform);
        let due_by = self.due_by();
        Ok(reader.tenants_with_due_mail(due_by, after, TENANTS).await?)
    }

    /// Without a mailer mails wait, and only those whose time is over are taken, to be given up.
    fn due_by(&self) -> crate::foundation::Timestamp {
        let env = &self.inner.env;
        match env.mailer {
            Some(_) => env.now(),
            None => env.now().minus_seconds(GIVE_UP_SECONDS),
        }
    }

    async fn take_of(&mut self, tenant: &DueTenant) -> Result<(), InternalError> {
        let Some(scope) = self.inner.scope_of(tenant.slug.as_str()).await? else {
            return Ok(());
        };
        let room = u32::try_from(AT_ONCE.saturating_sub(self.sending.len())).unwrap_or(0);
        let claim = (self.owner, self.due_by());
        for claimed in claim_mail(&self.inner.env, &scope, claim, room).await? {
            let (inner, scope, owner) = (self.inner.clone(), scope.clone(), self.owner);
            self.sending.spawn(async move {
                let env = &inner.env;
                let mail = (owner, claimed);
                log(deliver_mail(env, &scope, env.mailer.as_deref(), mail).await);
            });
        }
        Ok(())
    }

    async fn tidy(&self) -> Result<(), InternalError> {
        let env = &self.inner.env;
        let before = done_before(env.now());
        let tenants = env
            .store
            .platform_reader(&env.platform)
            .tenants_with_done_mail(before, TENANTS)
            .await?;
        for tenant in tenants {
            if let Some(scope) = self.inner.scope_of(tenant.slug.as_str()).await? {
                delete_done_mail(env, &scope).await?;
            }
        }
        Ok(())
    }
}

fn log(result: Result<(), InternalError>) {
    if let Err(error) = result {
        tracing::warn!(worker = "mail", %error, "a worker's turn failed; it tries again");
    }
}
