use authnex_core::{Authnex, Workers};

use crate::{
    config::{Config, Database, KeyRingSource},
    failure::Failure,
    open,
};

/// The engine that a file is compared with. A dry run before the first start leaves nothing behind: it compares
/// with an empty database in memory.
pub(super) async fn engine(
    config: &mut Config,
    dry_run: bool,
) -> Result<(Authnex, Workers), Failure> {
    let first_start = matches!(&config.database, Database::SqliteFile(path) if !path.exists());
    if dry_run && first_start {
        config.database = Database::SqliteMemory;
        config.key_ring = KeyRingSource::Memory;
    }
    open::engine(config).await
}
