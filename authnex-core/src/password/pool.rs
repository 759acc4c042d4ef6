use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use tokio::sync::oneshot;

use super::{HashParams, HashParamsError, StoredHash, argon, argon::Arena};
use crate::foundation::{Entropy, Secret};

/// How the room for hashing is laid out.
#[derive(Clone, Copy, Debug)]
pub struct HashPoolOptions {
    /// Threads; each holds the memory of one hash.
    pub threads: usize,
    /// Jobs that may wait for each thread before more are refused.
    pub queue_per_thread: usize,
}

impl Default for HashPoolOptions {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            queue_per_thread: 64,
        }
    }
}

/// Why there was no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HashError {
    /// The queue is full: decided at once, without waiting.
    #[error("too many passwords are being hashed; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The primitive refused or panicked, or the stored text cannot be verified.
    #[error("the password could not be hashed")]
    Failed,
    /// The cost lies outside of its range.
    #[error("the cost of hashing: {0}")]
    Params(#[from] HashParamsError),
    /// The pool has stopped.
    #[error("the hashing pool has stopped")]
    Stopped,
}

/// What a pool has done since it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HashCounts {
    /// Jobs that were computed, the failed ones too.
    pub computed: u64,
    /// Jobs that were refused because the queue was full.
    pub refused: u64,
    /// Jobs that were dropped from the queue because nobody waited for them any more.
    pub skipped: u64,
}

#[derive(Debug, Default)]
struct Counters {
    computed: AtomicU64,
    refused: AtomicU64,
    skipped: AtomicU64,
}

/// Nice value of the hashing threads: a storm of sign-ins must not slow session checks.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

enum Task {
    Hash {
        params: HashParams,
        salt: [u8; argon::SALT],
        done: oneshot::Sender<Option<StoredHash>>,
    },
    Verify {
        against: StoredHash,
        done: oneshot::Sender<Option<bool>>,
    },
}

struct Job {
    password: Secret,
    task: Task,
}

/// A bounded pool of low-priority threads with one reused arena each. Dropping it ends the threads.
pub struct HashPool {
    jobs: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
    entropy: Arc<dyn Entropy>,
    counters: Arc<Counters>,
}

impl std::fmt::Debug for HashPool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HashPool({} threads)", self.threads.len())
    }
}

impl HashPool {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(options: &HashPoolOptions, entropy: Arc<dyn Entropy>) -> std::io::Result<Self> {
        let threads = options.threads.max(1);
        let (jobs, queue) =
            sync_channel(threads.saturating_mul(options.queue_per_thread.clamp(1, 65_536)));
        let queue = Arc::new(Mutex::new(queue));
        let counters = Arc::new(Counters::default());
        let threads = (0..threads)
            .map(|number| {
                let queue = queue.clone();
                let counters = counters.clone();
                std::thread::Builder::new()
                    .name(format!("authnex-hash-{number}"))
                    .spawn(move || work(&queue, &counters))
            })
            .collect::<std::io::Result<Vec<_>>>()?;
        Ok(Self {
            jobs: Some(jobs),
            threads,
            entropy,
            counters,
        })
    }

    /// What it has done so far.
    #[must_use]
    pub fn counts(&self) -> HashCounts {
        HashCounts {
            computed: self.counters.computed.load(Ordering::Relaxed),
            refused: self.counters.refused.load(Ordering::Relaxed),
            skipped: self.counters.skipped.load(Ordering::Relaxed),
        }
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// [`HashError::Busy`] at once when the queue is full; [`HashError::Params`] for a cost outside of its
    /// range.
    pub async fn hash(
        &self,
        password: Secret,
        params: HashParams,
    ) -> Result<StoredHash, HashError> {
        params.check()?;
        let mut salt = [0; argon::SALT];
        self.entropy.fill(&mut salt);
        let (done, answer) = oneshot::channel();
        self.submit(password, Task::Hash { params, salt, done })?;
        answer
            .await
            .map_err(|_| HashError::Stopped)?
            .ok_or(HashError::Failed)
    }

    /// Whether the password is the hash's.
    ///
    /// # Errors
    /// [`HashError::Busy`] at once when the queue is full.
    pub async fn verify(&self, password: Secret, against: StoredHash) -> Result<bool, HashError> {
        let (done, answer) = oneshot::channel();
        self.submit(password, Task::Verify { against, done })?;
        answer
            .await
            .map_err(|_| HashError::Stopped)?
            .ok_or(HashError::Failed)
    }

    /// The work of one verification, for nothing: what an unknown user costs.
    ///
    /// # Errors
    /// As [`HashPool::hash`], which it is.
    pub async fn verify_dummy(
        &self,
        password: Secret,
        params: HashParams,
    ) -> Result<(), HashError> {
        self.hash(password, params).await.map(drop)
    }

    fn submit(&self, password: Secret, task: Task) -> Result<(), HashError> {
        let jobs = self.jobs.as_ref().ok_or(HashError::Stopped)?;
        jobs.try_send(Job { password, task })
            .map_err(|error| match error {
                TrySendError::Full(_) => {
                    self.counters.refused.fetch_add(1, Ordering::Relaxed);
                    HashError::Busy {
                        retry_after_seconds: 1,
                    }
                }
                TrySendError::Disconnected(_) => HashError::Stopped,
            })
    }
}

impl Drop for HashPool {
    fn drop(&mut self) {
        // Every waiting caller borrows the pool, so by now the queued jobs are all abandoned and are skipped.
        self.jobs = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn work(queue: &Mutex<Receiver<Job>>, counters: &Counters) {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "a hashing thread keeps its priority");
    }
    let mut arena = Arena::default();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else {
            return;
        };
        // The answer wakes its caller on this thread: a waker that panics must not end it either.
        if catch_unwind(AssertUnwindSafe(|| run(job, &mut arena, counters))).is_err() {
            tracing::error!("whoever waited for a password's hash panicked when woken");
        }
        arena.shrink();
    }
}

/// Runs a job whose caller still waits. A panic answers like a failure.
fn run(job: Job, arena: &mut Arena, counters: &Counters) {
    let password = job.password.expose();
    match job.task {
        Task::Hash { params, salt, done } if !done.is_closed() => {
            let hash = guarded(counters, || {
                argon::hash(password.as_bytes(), &salt, &params, arena)
            });
            let _ = done.send(hash.map(StoredHash::from_stored));
        }
        Task::Verify { against, done } if !done.is_closed() => {
            let right = guarded(counters, || against.verify(password, arena));
            let _ = done.send(right);
        }
        Task::Hash { .. } | Task::Verify { .. } => {
            counters.skipped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn guarded<T>(counters: &Counters, work: impl FnOnce() -> Option<T>) -> Option<T> {
    counters.computed.fetch_add(1, Ordering::Relaxed);
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}
