use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::{PlatformReader, PlatformUnit, Reader, StoreError, Unit};
use crate::foundation::{EventId, Platform, TenantScope};

/// What a unit decided. Either way the caller gets its answer.
#[derive(Debug)]
pub enum Verdict<T> {
    /// Keep what was written.
    Commit(T),
    /// Undo what was written.
    Rollback(T),
}

/// A unit of work within one tenant, as a value.
#[async_trait]
pub trait Work: Send + Sync + 'static {
    /// What the caller gets.
    type Out: Send + 'static;

    /// The event that this unit writes if it commits: how an unknown commit is settled.
    fn event(&self) -> EventId;

    /// Runs at least once, perhaps again after a conflict: same facts, same ids. Awaits nothing but `unit`.
    ///
    /// # Errors
    /// Only what the store itself answers; refusals are values.
    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError>;
}

/// A unit of work that also touches global tables.
#[async_trait]
pub trait PlatformWork: Send + Sync + 'static {
    /// What the caller gets.
    type Out: Send + 'static;

    /// The event that this unit writes if it commits.
    fn event(&self) -> EventId;

    /// As [`Work::run`].
    ///
    /// # Errors
    /// Only what the store itself answers; refusals are values.
    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<Self::Out>, StoreError>;
}

/// A unit as a store sees it: object safe, `true` = commit.
#[async_trait]
pub trait AnyWork: Send + Sync + 'static {
    /// The event that this unit writes if it commits.
    fn event(&self) -> EventId;

    /// Runs the unit; `true` keeps, `false` undoes.
    ///
    /// # Errors
    /// What the store itself answered; undoes the unit.
    async fn run(&self, unit: &dyn PlatformUnit) -> Result<bool, StoreError>;
}

struct Slot<W, T> {
    work: W,
    out: Mutex<Option<T>>,
}

impl<W, T> Slot<W, T> {
    fn new(work: W) -> Arc<Self> {
        Arc::new(Self {
            work,
            out: Mutex::new(None),
        })
    }

    fn settle(&self, verdict: Verdict<T>) -> bool {
        let (keep, out) = match verdict {
            Verdict::Commit(out) => (true, out),
            Verdict::Rollback(out) => (false, out),
        };
        *self.out.lock().unwrap_or_else(PoisonError::into_inner) = Some(out);
        keep
    }

    fn take(&self) -> Result<T, StoreError> {
        self.out
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .ok_or(StoreError::UnknownCommit)
    }
}

struct Tenant<W>(W);
struct Global<W>(W);

#[async_trait]
impl<W: Work> AnyWork for Slot<Tenant<W>, W::Out> {
    fn event(&self) -> EventId {
        self.work.0.event()
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<bool, StoreError> {
        let unit: &dyn Unit = unit;
        Ok(self.settle(self.work.0.run(unit).await?))
    }
}

#[async_trait]
impl<W: PlatformWork> AnyWork for Slot<Global<W>, W::Out> {
    fn event(&self) -> EventId {
        self.work.0.event()
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<bool, StoreError> {
        Ok(self.settle(self.work.0.run(unit).await?))
    }
}

/// A store: what a backend implements.
#[async_trait]
pub trait Store: std::fmt::Debug + Send + Sync + 'static {
    /// Reads of one tenant; each statement is its own snapshot.
    fn reader<'a>(&'a self, scope: &'a TenantScope) -> Box<dyn Reader + 'a>;

    /// Reads across tenants.
    fn platform_reader<'a>(&'a self, platform: &'a Platform) -> Box<dyn PlatformReader + 'a>;

    /// Begins, runs, commits; retries conflicts; acknowledges only what is durable; goes on if the caller
    /// goes away.
    ///
    /// # Errors
    /// [`StoreError`]; the unit is then undone, but for `UnknownCommit`.
    async fn perform(&self, scope: &TenantScope, work: Arc<dyn AnyWork>) -> Result<(), StoreError>;

    /// Whether the database answers now.
    ///
    /// # Errors
    /// Why it does not.
    async fn ping(&self) -> Result<(), StoreError>;
}

impl dyn Store {
    /// Runs a unit within one tenant and hands out its answer once it is durable.
    ///
    /// # Errors
    /// [`StoreError`], as [`Store::perform`].
    pub async fn write<W: Work>(&self, scope: &TenantScope, work: W) -> Result<W::Out, StoreError> {
        let slot = Slot::new(Tenant(work));
        self.perform(scope, slot.clone()).await?;
        slot.take()
    }

    /// Runs a unit that also touches global tables.
    ///
    /// # Errors
    /// [`StoreError`], as [`Store::perform`].
    pub async fn write_platform<W: PlatformWork>(
        &self,
        _: &Platform,
        scope: &TenantScope,
        work: W,
    ) -> Result<W::Out, StoreError> {
        let slot = Slot::new(Global(work));
        self.perform(scope, slot.clone()).await?;
        slot.take()
    }
}
