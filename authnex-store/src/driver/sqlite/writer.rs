use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use authnex_core::store::StoreError;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{checkpoint::Checkpoints, group, thread::start_thread};
use crate::driver::Transaction;

/// Units that wait at most.
const QUEUE: usize = 1024;

/// After so long without a unit the log is written back.
const IDLE: Duration = Duration::from_millis(250);

/// A unit that waits for its turn, and whoever waits for it.
pub(super) struct Job {
    pub(super) unit: Arc<dyn Transaction>,
    answer: oneshot::Sender<Result<(), StoreError>>,
}

impl Job {
    /// Answers, if anybody still waits.
    pub(super) fn answer(self, outcome: Result<(), StoreError>) {
        let _ = self.answer.send(outcome);
    }
}

/// The one thread that writes.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(
        connection: Arc<Mutex<Connection>>,
        checkpoints: Option<Checkpoints>,
    ) -> Result<Self, StoreError> {
        let (queue, jobs) = sync_channel(QUEUE);
        let thread = start_thread("authnex-writer", move || {
            serve(&connection, &jobs, checkpoints);
        })?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Queues a unit and waits for its end. The unit runs also if the caller goes away meanwhile.
    pub(super) async fn run(&self, unit: Arc<dyn Transaction>) -> Result<(), StoreError> {
        let ended = || StoreError::Unavailable("the writer has ended".to_owned());
        let (answer, wait) = oneshot::channel();
        self.queue
            .as_ref()
            .ok_or_else(ended)?
            .try_send(Job { unit, answer })
            .map_err(|error| match error {
                TrySendError::Full(_) => StoreError::Busy,
                TrySendError::Disconnected(_) => ended(),
            })?;
        wait.await.map_err(|_| StoreError::UnknownCommit)?
    }
}

impl Drop for Writer {
    /// Waits until what is queued is done.
    fn drop(&mut self) {
        self.queue = None;
        let own = thread::current().id();
        if let Some(thread) = self.thread.take()
            // A unit may have held the last reference to its store.
            && thread.thread().id() != own
        {
            let _ = thread.join();
        }
    }
}

fn serve(connection: &Mutex<Connection>, jobs: &Receiver<Job>, checkpoints: Option<Checkpoints>) {
    let lock = || connection.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(mut checkpoints) = checkpoints else {
        while let Ok(job) = jobs.recv() {
            group::commit(&mut lock(), job, jobs);
        }
        return;
    };
    loop {
        let next = if checkpoints.is_pending() {
            jobs.recv_timeout(IDLE)
        } else {
            jobs.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        match next {
            Ok(job) => {
                let mut connection = lock();
                group::commit(&mut connection, job, jobs);
                checkpoints.after_commit(&connection);
            }
            Err(RecvTimeoutError::Timeout) => checkpoints.ask(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
