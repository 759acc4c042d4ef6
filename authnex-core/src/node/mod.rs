//! Nodes: processes over one store. They tell each other that they live, and share what is limited in process.

mod repo;
mod share;

pub use repo::{NodeReads, NodeWrites};
pub(crate) use share::LiveNodes;
