use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use authnex_core::store::StoreError;

use super::{
    SqliteOptions, checkpoint::Checkpoints, open, readers::Readers, schema_state,
    shared::SharedConnection, writer::Writer,
};
use crate::driver::{Connection, Driver, Transaction};

/// The reads differ by where the database is; the writer does not.
#[derive(Debug)]
enum Reads {
    File(Readers),
    Memory(SharedConnection),
}

/// SQLite as a driver.
#[derive(Debug)]
pub(crate) struct Sqlite {
    // Before the writer: its connection is then the last one closed, and leaves no log behind.
    reads: Reads,
    writer: Writer,
}

impl Sqlite {
    /// Opens the database, migrates it, and starts the threads.
    pub(crate) fn open(options: &SqliteOptions) -> Result<Self, StoreError> {
        let Some(path) = options.path() else {
            return Self::open_memory();
        };
        open::create(path)?;
        let mut connection = open::writer(path)?;
        schema_state::migrate(&mut connection)?;
        let checkpoints = Checkpoints::start(&connection, path)?;
        Ok(Self {
            reads: Reads::File(Readers::new(path.to_owned())?),
            writer: Writer::start(Arc::new(Mutex::new(connection)), Some(checkpoints))?,
        })
    }

    fn open_memory() -> Result<Self, StoreError> {
        let mut connection = open::memory()?;
        schema_state::migrate(&mut connection)?;
        let connection = Arc::new(Mutex::new(connection));
        Ok(Self {
            reads: Reads::Memory(SharedConnection(connection.clone())),
            writer: Writer::start(connection, None)?,
        })
    }
}

#[async_trait]
impl Driver for Sqlite {
    fn reads(&self) -> &dyn Connection {
        match &self.reads {
            Reads::File(readers) => readers,
            Reads::Memory(shared) => shared,
        }
    }

    async fn transact(&self, unit: Arc<dyn Transaction>) -> Result<(), StoreError> {
        self.writer.run(unit).await
    }
}
