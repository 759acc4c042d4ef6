use authnex_core::store::StoreError;

use super::{
    fault::Fault,
    pool::{Checkout, Connections},
    unit::{self, UnitConnection},
};
use crate::driver::{Ran, Transaction};

/// Why one try of a unit did not end with an answer that holds.
#[derive(Debug)]
pub(super) enum Ended {
    /// Undone, for this reason.
    Undone(Fault),
    /// The commit was asked for and not answered.
    Unknown {
        /// Whether the unit's event tells what became of it.
        named: bool,
    },
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Self::Undone(fault)
    }
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Undone(Fault::Refused(error))
    }
}

/// Begins, runs and ends a unit, once.
pub(super) async fn attempt(
    connections: &Connections,
    unit: &dyn Transaction,
) -> Result<(), Ended> {
    let checkout = connections.checkout().await?;
    if let Err(fault) = checkout.lively_session().control("BEGIN").await {
        checkout.discard();
        return Err(fault.into());
    }
    let connection = UnitConnection::new(checkout.session());
    let ran = unit::run(&connection, unit).await;
    let wrote = connection.wrote();
    match (ran, connection.into_fault()) {
        (Ok(Ran::Keep { named }), None) => commit(checkout, wrote.then_some(named)).await,
        (Ok(Ran::Undo), None) => {
            undo(checkout).await;
            Ok(())
        }
        (_, Some(Fault::Lost(what))) => {
            checkout.discard();
            Err(Fault::Lost(what).into())
        }
        (_, Some(Fault::Conflict)) => {
            undo(checkout).await;
            Err(Fault::Conflict.into())
        }
        (Err(StoreError::Duplicate(_)), Some(fault @ Fault::Duplicate(_))) => {
            undo(checkout).await;
            Err(fault.into())
        }
        (Err(error), _) => {
            undo(checkout).await;
            Err(error.into())
        }
        (Ok(_), Some(Fault::Duplicate(_) | Fault::Refused(_))) => {
            undo(checkout).await;
            // The unit's own code let the error pass.
            Err(StoreError::Poisoned.into())
        }
    }
}

/// Asks for the commit. `wrote`: nothing if the unit changed nothing, else whether its event names it.
async fn commit(checkout: Checkout<'_>, wrote: Option<bool>) -> Result<(), Ended> {
    let fault = match checkout.session().control("COMMIT").await {
        Ok(()) => return Ok(()),
        Err(fault) => fault,
    };
    match fault {
        // The server said that it was undone, and why.
        Fault::Conflict | Fault::Duplicate(_) => Err(fault.into()),
        Fault::Refused(error @ StoreError::Statement(_)) => {
            checkout.discard();
            Err(error.into())
        }
        fault => {
            tracing::debug!(?fault, "the answer to a commit is not known");
            checkout.discard();
            match wrote {
                Some(named) => Err(Ended::Unknown { named }),
                // Kept or undone: it is the same.
                None => Ok(()),
            }
        }
    }
}

/// Undoes what is open. A connection that cannot even do that is ended, and the server undoes it by itself.
async fn undo(checkout: Checkout<'_>) {
    if checkout.lively_session().control("ROLLBACK").await.is_err() {
        checkout.discard();
    }
}
