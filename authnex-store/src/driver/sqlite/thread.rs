use std::thread::{Builder, JoinHandle};

use authnex_core::store::StoreError;

/// Starts a thread of the driver.
pub(super) fn start_thread(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, StoreError> {
    Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| StoreError::Unavailable(format!("no thread could be started: {error}")))
}
