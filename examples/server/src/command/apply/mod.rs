//! `apply`: tenants as a file declares them.

mod ground;
mod output;
mod run;

pub(super) use run::run;
