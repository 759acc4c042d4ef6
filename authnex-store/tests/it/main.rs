//! What the store promises beyond the conformance suite: the driver, the schema, the statements, the file.
#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

mod race;

mod catalogue;
#[cfg(test)]
mod cluster;
mod conformance;
mod driver;
mod file;
mod fixture;
mod migration;
mod plan;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod proxy;
mod statement;

/// How often something is repeated: so many times at each change, and 200 times in the longer tests.
fn rounds(few: u32) -> u32 {
    if std::env::var_os("AUTHNEX_TEST_FULL").is_some() {
        200
    } else {
        few
    }
}
