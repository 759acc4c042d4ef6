//! The tower service, driven in process over a store in memory.

mod harness;
mod mounting;
mod pages;
mod protecting;
mod routes;
mod rules;
