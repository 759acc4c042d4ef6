//! One policy: the platform's defaults, overridden per tenant, resolved in one place.
//!
//! Pages, flows and documents read the same [`Policy`], so that a page cannot show a rule that a flow does not
//! enforce. A name that nothing enforces yet does not exist here: it is refused as unknown.

mod model;
mod value;

pub use model::{Policy, PolicyError, PolicyOverrides};
pub use value::{MagicLink, Mfa, SignUp};
