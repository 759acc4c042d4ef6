//! What holds on PostgreSQL beyond the conformance suite.

mod faults;
mod lost_commits;
