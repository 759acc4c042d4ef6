//! For tests: a clock that is set by hand, chance that repeats, scopes without an engine, and the conformance
//! suite that every store must pass.

mod authenticator;
mod clock;
pub mod conformance;
mod entropy;
mod fixtures;
mod mailer;

pub use authenticator::authenticator_code;
pub use clock::ManualClock;
pub use entropy::SeededEntropy;
pub use fixtures::{cheap_policy, new_tenant, platform, tenant_of, tenant_scope};
pub use mailer::CapturedMail;
