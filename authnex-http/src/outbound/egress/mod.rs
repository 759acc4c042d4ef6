//! The one client for every URL that a tenant supplies.

mod client;
mod connect;
mod resolve;

pub use client::EgressClient;
pub use resolve::{Resolve, SystemResolver};
