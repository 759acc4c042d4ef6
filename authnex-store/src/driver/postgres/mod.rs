//! PostgreSQL, and what speaks its protocol: pipelined reads, and units on connections of their own.
//!
//! * **Point reads** share a few connections and are pipelined over them: nobody checks one out. **Scans** take a
//!   connection of the pool, so that no point read stands behind them.
//! * **Units** run on pooled connections in a task of their own, at whatever isolation the server defaults to.
//!   What conflicts (40001, 40P01) is tried again, with pauses that grow and that the unit's id spreads.
//! * **Connections** that break, stall or lead to a server that takes no writes are given up, with all idle
//!   ones, and made anew; a database that is away is asked for as long as `patience` says, and then the caller
//!   hears `Unavailable`; who comes later is told at once. Nothing has to be restarted.
//! * **A commit whose answer is lost** is settled by the event that names its unit, see [`settle`]. A unit that
//!   writes no event of its own cannot be settled: its caller hears `UnknownCommit`.
//!
//! Nothing is set per session: no `SET`, no `LISTEN`, no advisory lock, no temporary table.

mod absence;
mod address;
mod attempt;
mod bind;
mod connect;
mod decode;
mod engine;
mod fault;
mod inspect;
mod lane;
mod lease;
mod options;
mod pool;
mod reads;
mod retry;
mod schema_state;
mod session;
mod settle;
#[cfg(feature = "postgres-tls")]
mod tls;
mod unit;

pub use address::InvalidPostgresUrl;
pub(crate) use engine::Postgres;
pub(crate) use inspect::{inspect, is_unused};
pub use options::PostgresOptions;
