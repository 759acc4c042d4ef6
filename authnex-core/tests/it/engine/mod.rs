//! The engine over a SQLite store: every flow with the cases that break its rules.

mod access_tokens;
mod apply;
mod apply_document;
mod cleaner;
mod events;
mod events_of_flows;
mod hash_pool;
mod hooks;
pub(crate) mod installation;
mod lockout;
mod one_time;
mod password;
mod password_upgrade;
mod refresh;
mod refresh_reuse;
mod relay;
mod required_action;
mod roles;
mod sessions;
mod sessions_ended;
mod sign_in;
mod sign_up;
mod sign_up_tenant;
mod signing_keys;
mod snapshots;
mod tenant_state;
mod update_user;
