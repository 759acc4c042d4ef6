use std::{
    sync::mpsc::Receiver,
    time::{Duration, Instant},
};

use authnex_core::store::StoreError;
use rusqlite::Connection;

use super::{
    decode::control,
    fault::{again, commit_error, store_error},
    unit,
    writer::Job,
};
use crate::driver::Ran;

/// Units in one commit, at most.
const MOST_UNITS: usize = 256;

/// How long a commit takes in further units.
const LONGEST: Duration = Duration::from_millis(5);

/// Runs a unit, and those that wait behind it, in one commit; then answers all of them.
pub(super) fn commit(connection: &mut Connection, first: Job, queue: &Receiver<Job>) {
    if let Err(error) = control(connection, "BEGIN IMMEDIATE") {
        // Whoever waits behind has waited just as long for the same lock.
        let error = store_error(error);
        for job in std::iter::once(first).chain(queue.try_iter()) {
            job.answer(Err(again(&error)));
        }
        return;
    }
    let began = Instant::now();
    let mut group = Vec::new();
    let mut next = Some(first);
    while let Some(job) = next.take() {
        let outcome = run(connection, &job);
        group.push((job, outcome));
        // A full disk, for one, makes SQLite undo the whole transaction.
        if connection.is_autocommit() {
            break;
        }
        if group.len() < MOST_UNITS && began.elapsed() < LONGEST {
            next = queue.try_recv().ok();
        }
    }
    let lost = finish(connection).err();
    for (job, outcome) in group {
        job.answer(match &lost {
            Some(error) => outcome.and_then(|()| Err(again(error))),
            None => outcome,
        });
    }
}

fn finish(connection: &Connection) -> Result<(), StoreError> {
    if connection.is_autocommit() {
        return Err(StoreError::Unavailable(
            "another unit's failure undid the shared commit: try again".to_owned(),
        ));
    }
    control(connection, "COMMIT").map_err(|error| {
        let error = commit_error(error);
        tracing::error!(%error, "a commit failed");
        undo_all(connection);
        error
    })
}

/// Runs one unit within its savepoint.
fn run(connection: &mut Connection, job: &Job) -> Result<(), StoreError> {
    control(connection, "SAVEPOINT unit").map_err(store_error)?;
    let ran = unit::run(connection, &*job.unit);
    if !connection.is_autocommit() {
        let ended = match ran {
            Ok(Ran::Keep { .. }) => control(connection, "RELEASE unit"),
            Ok(Ran::Undo) | Err(_) => control(connection, "ROLLBACK TO unit")
                .and_then(|()| control(connection, "RELEASE unit")),
        };
        if let Err(error) = ended {
            undo_all(connection);
            return Err(store_error(error));
        }
    }
    ran.map(drop)
}

/// Leaves no transaction open: the next group begins its own.
fn undo_all(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = control(connection, "ROLLBACK")
    {
        tracing::error!(%error, "a failed commit was not rolled back");
    }
}
