use std::path::{Path, PathBuf};

/// Where a SQLite database is.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    file: Option<PathBuf>,
}

impl SqliteOptions {
    /// A file; it is created, readable by its owner only, if it is not there.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            file: Some(path.into()),
        }
    }

    /// A database in memory, gone with its store: for tests and trials.
    #[must_use]
    pub const fn memory() -> Self {
        Self { file: None }
    }

    /// The file; `None` in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}
