//! One module for each noun of the routes.

mod clients;
mod discovery;
mod events;
mod invites;
mod magic_link;
mod mailbox;
mod mailed;
mod managed_sessions;
mod me;
mod me_profile;
mod openapi;
mod passkey_steps;
mod passkeys;
mod password;
mod policy;
mod refresh;
mod second_factor;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;
mod system;
mod tenants;
mod usage;
mod users;
