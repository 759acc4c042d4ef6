//! What holds on PostgreSQL beyond the conformance suite.

mod catalogue;
mod faults;
mod killed;
mod lost_commits;
mod migration;
mod options;
mod outages;
mod raw;
mod tls;
