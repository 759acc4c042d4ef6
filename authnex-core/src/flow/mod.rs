//! Use cases: one per file, each with one unit of work.
//!
//! A flow checks its input, does what is slow (hashing, key making, hooks) and then runs one
//! [`Work`](crate::store::Work) that holds finished facts. What flows work with (store, clock, chance, hashing pool, caches) is one `Environment`.

mod account;
mod authorization;
mod change_password;
mod clean;
mod create_user;
mod end_session;
mod environment;
mod error;
mod key_rotation;
mod key_supply;
mod meter;
mod one_time;
mod open_session;
mod policy;
mod refresh;
mod relay;
mod required_action;
mod role;
mod sign_in;
mod sign_up;
mod sign_up_tenant;
mod tenant_state;
mod throttling;
mod touch;
mod unknown_tenant;
mod user_status;
mod verify_trail;

pub use account::{FieldFault, NewPassword};
pub use authorization::CurrentUser;
pub use change_password::{ChangePassword, ChangePasswordError};
pub use create_user::{CreateUserError, NewUserByOperator};
pub use error::InternalError;
pub use key_rotation::RotateError;
pub use one_time::OneTimeError;
pub use open_session::{Grant, SignedIn};
pub use policy::UpdatePolicyError;
pub use refresh::RefreshError;
pub use role::RoleChangeError;
pub use sign_in::{PasswordSignIn, SignInError, SignInStep};
pub use sign_up::{NewUserRequest, SignUpError};
pub use sign_up_tenant::{NewTenantRequest, SignUpTenantError};
pub use tenant_state::TenantStateError;
pub use verify_trail::{TrailFault, TrailReport};

pub(crate) use authorization::authorization_of;
pub(crate) use change_password::change_password;
pub(crate) use clean::clean_tenant;
pub(crate) use create_user::create_user;
pub(crate) use end_session::{end_other_sessions, end_session};
pub(crate) use environment::Environment;
pub(crate) use key_rotation::rotate_signing_keys;
pub(crate) use key_supply::{delete_retired, prepare_instance, supply_spare_keys, supply_tenants};
pub(crate) use meter::write_meter;
pub(crate) use one_time::{issue_one_time, redeem_one_time};
pub(crate) use policy::update_policy;
pub(crate) use refresh::refresh;
pub(crate) use relay::relay_events;
pub(crate) use required_action::change_required_password;
pub(crate) use role::{assign_role, create_role, unassign_role};
pub(crate) use sign_in::{normal_login, sign_in};
pub(crate) use sign_up::sign_up;
pub(crate) use sign_up_tenant::sign_up_tenant;
pub(crate) use tenant_state::set_tenant_state;
pub(crate) use touch::touch_sessions;
pub(crate) use unknown_tenant::UnknownTenants;
pub(crate) use user_status::set_user_status;
pub(crate) use verify_trail::verify_trail;
