//! One policy: the platform's defaults, overridden per tenant, resolved in one place.
//!
//! Pages, flows and documents read the same [`Policy`], so that a page cannot show a rule that a flow does not
//! enforce. A name that nothing enforces yet does not exist here: it is refused as unknown. [`FIELDS`] describes every
//! name: forms, the reference and the checks of ranges come from that one list.

mod check;
mod claim_mapping;
mod explain;
mod field;
mod model;
mod network;
mod patch;
mod rates;
mod strict;
mod value;

pub use check::PolicyError;
pub use claim_mapping::ClaimMapping;
pub use explain::{ExplainedValue, PolicySource};
pub use field::{FieldKind, FieldValue, PolicyField};
pub use model::{FIELDS, Policy, PolicyOverrides};
pub use network::{Network, NetworkError};
pub use patch::PatchFault;
pub use rates::{RateAxis, RateGroup};
pub use value::{MagicLink, Mfa, SignInMethod, SignUp};
