use ring::rand::{SecureRandom, SystemRandom};

/// Where the engine takes chance from: token bodies, salts, nonces, ids.
pub trait Entropy: std::fmt::Debug + Send + Sync + 'static {
    /// Fills the buffer with unpredictable bytes.
    fn fill(&self, buffer: &mut [u8]);

    /// The source in the form that signing needs (ECDSA nonces, RSA blinding).
    fn secure_random(&self) -> &dyn SecureRandom;
}

/// The operating system's generator.
#[derive(Clone, Debug)]
pub struct SystemEntropy(SystemRandom);

impl SystemEntropy {
    /// Opens the operating system's generator.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that opens the ambient generator"
    )]
    pub fn new() -> Self {
        Self(SystemRandom::new())
    }
}

impl Default for SystemEntropy {
    fn default() -> Self {
        Self::new()
    }
}

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        // getrandom(2) fails only before the machine's pool is first seeded or on a kernel without the
        // call. Going on with a guessable buffer would be worse than stopping the process.
        if self.0.fill(buffer).is_err() {
            std::process::abort();
        }
    }

    fn secure_random(&self) -> &dyn SecureRandom {
        &self.0
    }
}
