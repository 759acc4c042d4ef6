use std::sync::atomic::{AtomicU32, Ordering};

/// How many nodes live, as this one saw last.
#[derive(Debug)]
pub(crate) struct LiveNodes(AtomicU32);

impl Default for LiveNodes {
    fn default() -> Self {
        Self(AtomicU32::new(1))
    }
}

impl LiveNodes {
    /// At least one: the one that asks.
    pub(crate) fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed).max(1)
    }

    pub(crate) fn set(&self, nodes: u32) {
        self.0.store(nodes.max(1), Ordering::Relaxed);
    }
}
