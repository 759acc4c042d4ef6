//! What holds on PostgreSQL beyond the conformance suite.

mod faults;
mod killed;
mod lost_commits;
mod outages;
