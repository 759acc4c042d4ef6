use authnex_core::store::StoreError;

use super::{Dialect, MIGRATIONS, Migration};

/// A migration that a database says it has.
#[derive(Clone, Debug)]
pub(crate) struct Applied {
    pub(crate) version: i64,
    pub(crate) checksum: String,
}

/// What a database says of its schema.
#[derive(Clone, Debug)]
pub(crate) struct SchemaState {
    pub(crate) version: i64,
    pub(crate) min_binary: i64,
    pub(crate) applied: Vec<Applied>,
}

/// The migrations that a database lacks; `None` is a database without any.
///
/// A database that is ahead is taken as long as it takes this binary.
///
/// # Errors
/// [`StoreError::SchemaTooNew`], or [`StoreError::MigrationChanged`] for the first that differs or is missing.
pub(crate) fn pending(
    state: Option<&SchemaState>,
    dialect: Dialect,
) -> Result<&'static [Migration], StoreError> {
    let Some(state) = state else {
        return Ok(MIGRATIONS);
    };
    let known = MIGRATIONS.last().map_or(0, |newest| newest.version);
    if state.min_binary > known {
        return Err(StoreError::SchemaTooNew {
            needed: state.min_binary,
            known,
        });
    }
    let there = MIGRATIONS.partition_point(|migration| migration.version <= state.version);
    let (old, new) = MIGRATIONS.split_at(there);
    for migration in old {
        let same = state.applied.iter().any(|applied| {
            applied.version == migration.version && applied.checksum == migration.checksum(dialect)
        });
        if !same {
            return Err(StoreError::MigrationChanged(migration.version));
        }
    }
    Ok(new)
}
