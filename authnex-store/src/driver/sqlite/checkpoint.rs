use std::{
    cell::Cell,
    ffi::c_int,
    path::Path,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::JoinHandle,
};

use authnex_core::store::StoreError;
use rusqlite::{Connection, hooks::Wal};

use super::{open, thread::start_thread};

/// Pages in the log after which they are written back without waiting for an idle moment.
const EVERY: c_int = 1000;

/// Pages in the log (64 MiB) after which the writer itself writes back the rest. While units come without a
/// pause there is always a rest, and only a log that is written back as a whole begins anew.
const MOST: c_int = 16_000;

thread_local! {
    /// Pages in the log after this thread's last commit.
    static LOG_PAGES: Cell<c_int> = const { Cell::new(0) };
}

#[expect(clippy::unnecessary_wraps, reason = "the hook's signature")]
fn note_pages(_: &Wal, pages: c_int) -> rusqlite::Result<()> {
    LOG_PAGES.set(pages);
    Ok(())
}

/// Writes the log back into the database, in place of SQLite's own checkpoints: those make some units wait for
/// the thousand pages of others. A thread of its own copies them beside the writer.
#[derive(Debug)]
pub(super) struct Checkpoints {
    /// Pages in the log after the last commit.
    pages: c_int,
    /// How many of them were there when the thread was last asked.
    asked: c_int,
    /// From how many on the writer helps.
    helps_at: c_int,
    ask: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// Watches the commits of this connection.
    pub(super) fn start(connection: &Connection, path: &Path) -> Result<Self, StoreError> {
        connection.wal_hook(Some(note_pages));
        let (ask, asked) = sync_channel(1);
        let path = path.to_owned();
        let thread = start_thread("authnex-checkpoint", move || serve(&path, &asked))?;
        Ok(Self {
            pages: 0,
            asked: 0,
            helps_at: MOST,
            ask: Some(ask),
            thread: Some(thread),
        })
    }

    /// Takes the last commit into account. Fewer pages than before mean that the log was begun anew.
    pub(super) fn after_commit(&mut self, connection: &Connection) {
        let pages = LOG_PAGES.get();
        if pages < self.pages {
            self.asked = 0;
            self.helps_at = MOST;
        }
        self.pages = pages;
        if pages >= self.helps_at {
            self.helps_at = pages + EVERY;
            write_back(connection);
        } else if pages - self.asked >= EVERY {
            self.ask();
        }
    }

    /// Whether there is anything to write back in an idle moment.
    pub(super) const fn is_pending(&self) -> bool {
        self.pages > self.asked
    }

    /// Asks the thread; one that is at it already is asked once more.
    pub(super) fn ask(&mut self) {
        self.asked = self.pages;
        if let Some(ask) = &self.ask {
            let _ = ask.try_send(());
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.ask = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(path: &Path, asked: &Receiver<()>) {
    let mut connection = None;
    while asked.recv().is_ok() {
        let opened = match connection.take() {
            Some(opened) => Ok(opened),
            None => open::checkpointer(path),
        };
        match opened {
            Ok(opened) => {
                write_back(&opened);
                connection = Some(opened);
            }
            Err(error) => tracing::warn!(%error, "the log could not be written back"),
        }
    }
}

/// Writes back what no reader still needs; waits for nobody.
fn write_back(connection: &Connection) {
    let written = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    if let Err(error) = written {
        tracing::warn!(%error, "the log could not be written back; it is tried again");
    }
}
