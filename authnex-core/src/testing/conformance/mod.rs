//! What every store must do: one suite, run on each of them.
//!
//! It tries what the repository traits promise: who wins, who is refused, what stays after a refusal, and that no
//! tenant sees another's rows. A store's own tests open it and call [`run_all`], or one noun at a time with a
//! [`World`]; they need a runtime with several threads, since there are races among the cases. A case that finds
//! a promise broken panics.
//!
//! The suite makes tenants of its own, so that it may run on a database that is in use by other tests, but for
//! the spare signing keys, which it takes away.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a suite reports by panicking"
)]

mod authorization_codes;
mod changed_users;
mod client_secrets;
mod clients;
mod consents;
mod erasure;
mod events;
mod former_passwords;
mod invites;
mod lists;
mod logout_notices;
mod mails;
mod nodes;
mod one_time;
mod passkeys;
mod race;
mod refresh_tokens;
mod relays;
mod retention;
mod roles;
mod second_factors;
mod seen_jtis;
mod sessions;
mod sign_in_flows;
mod signing_keys;
mod suite;
mod tenants;
mod throttles;
mod units;
mod usage;
mod user_lists;
mod users;
mod world;
mod wrapped;

pub use authorization_codes::authorization_codes;
pub use changed_users::changed_users;
pub use client_secrets::client_secrets;
pub use clients::clients;
pub use consents::consents;
pub use erasure::erasure;
pub use events::events;
pub use former_passwords::former_passwords;
pub use invites::invites;
pub use lists::lists;
pub use logout_notices::logout_notices;
pub use mails::mails;
pub use nodes::nodes;
pub use one_time::one_time;
pub use passkeys::passkeys;
pub use refresh_tokens::refresh_tokens;
pub use relays::relays;
pub use retention::retention;
pub use roles::roles;
pub use second_factors::second_factors;
pub use seen_jtis::seen_jtis;
pub use sessions::sessions;
pub use sign_in_flows::sign_in_flows;
pub use signing_keys::signing_keys;
pub use suite::{run_all, run_races, run_through_faults};
pub use tenants::tenants;
pub use throttles::throttles;
pub use units::units;
pub use usage::usage;
pub use user_lists::user_lists;
pub use users::users;
pub use world::{UnitFuture, World};
pub use wrapped::wrapped;
