//! Rates of work that many hands do at once, counted in a window in the middle of it.

use std::{
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::{Duration, Instant},
};

use crate::{pair::micros, processor::process_time};

/// What the workers share with whoever counts.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    done: AtomicU32,
    refused: AtomicU32,
    over: AtomicBool,
}

impl Tally {
    /// One more is done.
    pub(crate) fn count(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// One was refused for the moment, and is asked again.
    pub(crate) fn count_refusal(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// How many were refused.
    pub(crate) fn refused(&self) -> u32 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Whether to stop.
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// How many are done.
    pub(crate) fn done(&self) -> u32 {
        self.done.load(Ordering::Relaxed)
    }

    /// Makes the workers stop.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Lets the work warm up, counts for as long as `window`, and ends it.
    pub(crate) fn watch(&self, window: Duration) -> Rate {
        std::thread::sleep(window / 10);
        let (began, spent) = (Instant::now(), process_time());
        let before = self.done();
        std::thread::sleep(window);
        let done = f64::from(self.done().wrapping_sub(before));
        let rate = Rate {
            a_second: done / began.elapsed().as_secs_f64(),
            processor_micros: micros(process_time().saturating_sub(spent)) / done,
        };
        self.end();
        rate
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    /// How many were done a second.
    pub(crate) a_second: f64,
    /// What each cost, in microseconds of all cores.
    pub(crate) processor_micros: f64,
}
