use serde::{Deserialize, Serialize};

/// The cost of Argon2id. The default is the floor that OWASP names: 19 MiB, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HashParams {
    /// Memory in KiB, 8 to 262,144; times the passes at most 1,048,576.
    pub memory_kib: u32,
    /// Passes, 1 to 16.
    pub iterations: u32,
    /// Lanes, 1 to 4.
    pub parallelism: u32,
}

impl Default for HashParams {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            iterations: 2,
            parallelism: 1,
        }
    }
}

/// A cost outside of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HashParamsError {
    /// Memory.
    #[error("memory_kib must be between 8 for each lane and 262144")]
    Memory,
    /// Passes.
    #[error("iterations must be between 1 and 16")]
    Iterations,
    /// Lanes.
    #[error("parallelism must be between 1 and 4")]
    Parallelism,
    /// Memory times passes: a tenant must not hold the hashing threads of all.
    #[error("memory_kib times iterations must be at most 1048576")]
    Work,
}

impl HashParams {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`HashParamsError`] names the first value outside of its range.
    pub fn check(&self) -> Result<(), HashParamsError> {
        if !(1..=4).contains(&self.parallelism) {
            return Err(HashParamsError::Parallelism);
        }
        if !(8 * self.parallelism..=262_144).contains(&self.memory_kib) {
            return Err(HashParamsError::Memory);
        }
        if !(1..=16).contains(&self.iterations) {
            return Err(HashParamsError::Iterations);
        }
        if self.memory_kib.saturating_mul(self.iterations) > 1_048_576 {
            return Err(HashParamsError::Work);
        }
        Ok(())
    }
}
