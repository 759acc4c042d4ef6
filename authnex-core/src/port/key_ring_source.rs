use crate::foundation::Secret;

/// Where the key ring is, so that a running process sees a rotation by another.
pub trait KeyRingSource: std::fmt::Debug + Send + Sync {
    /// Reads the ring's text. It is asked for seldom, and must not wait for a network.
    ///
    /// # Errors
    /// Why it cannot be read; the ring read before is used on.
    fn read(&self) -> Result<Secret, String>;
}
