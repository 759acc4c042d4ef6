//! What the store promises beyond the conformance suite: the driver, the schema, the statements, the file.
#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

mod race;

mod catalogue;
mod conformance;
mod driver;
mod file;
mod fixture;
mod migration;
mod plan;
mod statement;
