//! Sessions: who is signed in, where.
//!
//! A session is opaque to its holder; its `sid` is public. It ends at its absolute life, after its idle time
//! if the policy has one, or when it is ended. A check asks a bounded cache first: what ends on this node is
//! seen at once, what ends elsewhere within [`SessionCache::MAX_AGE_SECONDS`].

mod cache;
mod device_name;
mod model;
mod repo;
mod seen;

pub use cache::SessionCache;
pub use device_name::DeviceName;
pub use model::{Device, NewSession, Session};
pub use repo::{SessionReads, SessionWrites};
pub use seen::{LastSeen, Seen};
