use std::sync::atomic::{AtomicU64, Ordering};

use ring::{
    digest::{SHA256, digest},
    rand::SecureRandom,
};

use crate::foundation::{Entropy, SystemEntropy};

/// Chance that repeats: the same seed gives the same ids and tokens in the same order. **Never outside of
/// tests.** Signatures still draw from the system.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    drawn: AtomicU64,
    system: SystemEntropy,
}

impl SeededEntropy {
    /// Begins a sequence.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: AtomicU64::new(0),
            system: SystemEntropy::new(),
        }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let count = self.drawn.fetch_add(1, Ordering::SeqCst);
            let mut input = self.seed.to_be_bytes().to_vec();
            input.extend_from_slice(&count.to_be_bytes());
            let block = digest(&SHA256, &input);
            for (byte, value) in chunk.iter_mut().zip(block.as_ref()) {
                *byte = *value;
            }
        }
    }

    fn secure_random(&self) -> &dyn SecureRandom {
        self.system.secure_random()
    }
}
