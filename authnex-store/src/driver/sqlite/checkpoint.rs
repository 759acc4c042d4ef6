use std::{cell::Cell, ffi::c_int};

use rusqlite::{Connection, hooks::Wal};

/// Pages in the log after which they are written back without waiting for an idle moment.
const EVERY: c_int = 4000;

thread_local! {
    /// Pages in the log after this thread's last commit.
    static LOG_PAGES: Cell<c_int> = const { Cell::new(0) };
}

fn note_pages(_: &Wal, pages: c_int) -> rusqlite::Result<()> {
    LOG_PAGES.set(pages);
    Ok(())
}

/// Writes the log back into the database: in idle moments, or when it has grown.
#[derive(Debug)]
pub(super) struct Checkpoints {
    /// Pages in the log when it was last written back.
    done: c_int,
}

impl Checkpoints {
    /// Watches the commits of this connection, in place of SQLite's own checkpoints.
    pub(super) fn watch(connection: &Connection) -> Self {
        connection.wal_hook(Some(note_pages));
        Self { done: 0 }
    }

    /// Pages that came since; fewer pages than then mean that the log was begun anew.
    fn fresh(&self) -> c_int {
        let pages = LOG_PAGES.get();
        if pages < self.done {
            pages
        } else {
            pages - self.done
        }
    }

    /// Whether there is anything to write back.
    pub(super) fn is_pending(&self) -> bool {
        self.fresh() > 0
    }

    /// Whether it must not wait any longer.
    pub(super) fn is_due(&self) -> bool {
        self.fresh() >= EVERY
    }

    /// Writes back what no reader still needs; waits for nobody.
    pub(super) fn run(&mut self, connection: &Connection) {
        self.done = LOG_PAGES.get();
        let written = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(error) = written {
            tracing::warn!(%error, "the log could not be written back; it is tried again");
        }
    }
}
