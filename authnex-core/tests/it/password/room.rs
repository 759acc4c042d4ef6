//! The pool: what it refuses, skips, survives and counts.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use authnex_core::{
    foundation::{Entropy, Secret, SystemEntropy},
    password::{HashCounts, HashError, HashParams, HashParamsError, HashPool, HashPoolOptions},
};
use ring::rand::SecureRandom;

use super::{CHEAP, PASSWORD, pool};

/// Hundreds of milliseconds: a thread that has this before it takes nothing else meanwhile.
const SLOW: HashParams = HashParams {
    memory_kib: 65_536,
    iterations: 4,
    parallelism: 1,
};

fn password() -> Secret {
    Secret::from(PASSWORD)
}

fn poll_once<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn a_full_queue_answers_at_the_first_poll() {
    let pool = pool(1, 1);
    let mut running = pin!(pool.hash(password(), SLOW));
    assert!(poll_once(running.as_mut()).is_pending());
    // The thread may not have taken the first one yet: then the second is refused, else it waits.
    let mut second = pin!(pool.hash(password(), CHEAP));
    let second_waits = poll_once(second.as_mut()).is_pending();
    for _ in 0..3 {
        let third = pin!(pool.verify_dummy(password(), CHEAP));
        let busy = HashError::Busy {
            retry_after_seconds: 1,
        };
        assert_eq!(poll_once(third), Poll::Ready(Err(busy)));
    }
    running.await.unwrap();
    if second_waits {
        second.await.unwrap();
    }
    let waited = u64::from(second_waits);
    let counts = HashCounts {
        computed: 1 + waited,
        refused: 4 - waited,
        skipped: 0,
    };
    assert_eq!(pool.counts(), counts);
    // There is room again.
    pool.hash(password(), CHEAP).await.unwrap();
}

#[tokio::test]
async fn a_job_whose_caller_has_gone_is_skipped() {
    let pool = pool(1, 8);
    let mut running = pin!(pool.hash(password(), SLOW));
    assert!(poll_once(running.as_mut()).is_pending());
    {
        let hash = pin!(pool.hash(password(), CHEAP));
        assert!(poll_once(hash).is_pending());
    }
    {
        let stored = authnex_core::password::StoredHash::from_stored(String::new());
        let verify = pin!(pool.verify(password(), stored));
        assert!(poll_once(verify).is_pending());
    }
    running.await.unwrap();
    // The queue keeps its order, so the two came before this one.
    pool.hash(password(), CHEAP).await.unwrap();
    let counts = HashCounts {
        computed: 2,
        refused: 0,
        skipped: 2,
    };
    assert_eq!(pool.counts(), counts);
}

/// A waker that panics, without the message that the panic hook would print.
struct Panicking;

impl Wake for Panicking {
    fn wake(self: Arc<Self>) {
        std::panic::resume_unwind(Box::new("woken"));
    }
}

#[tokio::test]
async fn a_thread_outlives_a_panic() {
    let pool = pool(1, 8);
    let waker = Waker::from(Arc::new(Panicking));
    let mut future = pin!(pool.hash(password(), SLOW));
    let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(polled.is_pending());
    for _ in 0..2 {
        pool.hash(password(), CHEAP).await.unwrap();
    }
    assert_eq!(pool.counts().computed, 3);
}

/// The system's chance, counted.
#[derive(Debug, Default)]
struct CountedEntropy {
    bytes: AtomicU64,
    system: SystemEntropy,
}

impl Entropy for CountedEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let length = u64::try_from(buffer.len()).unwrap();
        self.bytes.fetch_add(length, Ordering::SeqCst);
        self.system.fill(buffer);
    }

    fn secure_random(&self) -> &dyn SecureRandom {
        self.system.secure_random()
    }
}

#[tokio::test]
async fn an_unknown_user_costs_one_hash_of_the_same_parameters() {
    let entropy = Arc::new(CountedEntropy::default());
    let options = HashPoolOptions {
        threads: 1,
        queue_per_thread: 4,
    };
    let pool = HashPool::start(&options, entropy.clone()).unwrap();
    let hash = pool.hash(password(), CHEAP).await.unwrap();
    assert_eq!(entropy.bytes.load(Ordering::SeqCst), 16);
    assert_eq!(pool.counts().computed, 1);
    assert!(pool.verify(password(), hash).await.unwrap());
    assert_eq!(pool.counts().computed, 2);
    pool.verify_dummy(password(), CHEAP).await.unwrap();
    assert_eq!(pool.counts().computed, 3);
    assert_eq!(entropy.bytes.load(Ordering::SeqCst), 32);
}

#[tokio::test]
async fn a_cost_outside_of_its_range_is_refused_before_the_queue() {
    let pool = pool(1, 1);
    let params = HashParams {
        memory_kib: u32::MAX,
        ..CHEAP
    };
    let refused = HashError::Params(HashParamsError::Memory);
    assert_eq!(pool.hash(password(), params).await, Err(refused));
    assert_eq!(pool.verify_dummy(password(), params).await, Err(refused));
    assert_eq!(pool.counts(), HashCounts::default());
}

#[tokio::test]
async fn dropping_the_pool_ends_its_threads() {
    let entropy = Arc::new(CountedEntropy::default());
    let pool = HashPool::start(&HashPoolOptions::default(), entropy).unwrap();
    pool.hash(password(), CHEAP).await.unwrap();
    {
        // Left behind in the queue or being computed: neither holds the drop up for longer than one hash.
        let abandoned = pin!(pool.hash(password(), CHEAP));
        let _ = poll_once(abandoned);
    }
    // Joins every thread: this returns, or the test hangs.
    drop(pool);
}
