use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::JoinHandle,
};

use authnex_core::store::StoreError;
use tokio::sync::oneshot;

use super::{decode, open, thread::start_thread};
use crate::driver::{Row, Statement, Value};

/// Scans that run at once.
const THREADS: usize = 2;

/// Scans that wait at most.
const QUEUE: usize = 256;

struct Scan {
    statement: &'static Statement,
    arguments: Vec<Value>,
    answer: oneshot::Sender<Result<Vec<Row>, StoreError>>,
}

/// Threads for reads that take longer than a lookup.
#[derive(Debug)]
pub(super) struct ScanPool {
    queue: Option<SyncSender<Scan>>,
    threads: Vec<JoinHandle<()>>,
}

impl ScanPool {
    pub(super) fn start(path: &Path) -> Result<Self, StoreError> {
        let (queue, scans) = sync_channel(QUEUE);
        let scans = Arc::new(Mutex::new(scans));
        let threads = (0..THREADS)
            .map(|_| {
                let (path, scans) = (path.to_owned(), scans.clone());
                start_thread("authnex-scan", move || serve(&path, &scans))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            queue: Some(queue),
            threads,
        })
    }

    pub(super) async fn query(
        &self,
        statement: &'static Statement,
        arguments: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let (answer, wait) = oneshot::channel();
        let scan = Scan {
            statement,
            arguments,
            answer,
        };
        self.queue
            .as_ref()
            .ok_or(StoreError::Busy)?
            .try_send(scan)
            .map_err(|_| StoreError::Busy)?;
        wait.await
            .map_err(|_| StoreError::Unavailable("the scan threads have ended".to_owned()))?
    }
}

impl Drop for ScanPool {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// The thread's connection is opened by its first scan, and again after one that met a broken file.
fn serve(path: &Path, scans: &Mutex<Receiver<Scan>>) {
    let mut connection = None;
    loop {
        let next = scans.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(scan) = next else { return };
        if scan.answer.is_closed() {
            continue;
        }
        let opened = match connection.take() {
            Some(opened) => Ok(opened),
            None => open::reader(path),
        };
        let answer = opened.and_then(|opened| {
            let rows = decode::query(&opened, scan.statement, &scan.arguments)?;
            connection = Some(opened);
            Ok(rows)
        });
        let _ = scan.answer.send(answer);
    }
}
