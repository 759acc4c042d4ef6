//! The names of tables and columns, and how each column is stored.
//!
//! Every table begins with `authnex_`, so that a host may keep its own tables in the same database. A table of
//! tenants' data has `tenant_id` first in its primary key, in every unique constraint, every index and every
//! foreign key; the few global tables are named in [`GLOBAL_TABLES`].

mod client;
mod column;
mod event;
mod installation;
mod invite;
mod mail;
mod oauth;
mod one_time;
mod passkey;
mod refresh;
mod relay;
mod role;
mod second_factor;
mod session;
mod sign_in_flow;
mod signing_key;
mod tenant;
mod throttle;
mod usage;
mod user;

pub(crate) use client::{Client, ClientSecret};
pub(crate) use column::{Column, Kind, PARAM, TableName};
pub(crate) use event::{Event, EventSeal};
pub(crate) use installation::{
    FormerTenant, GLOBAL_TABLES, Instance, Migration, Node, Schema, Setting,
};
pub(crate) use invite::Invite;
pub(crate) use mail::Mail;
pub(crate) use oauth::{AuthorizationCode, Consent, LogoutNotice, SeenJti};
pub(crate) use one_time::OneTime;
pub(crate) use passkey::{Passkey, UserHandle};
pub(crate) use refresh::{RefreshFamily, RefreshToken};
pub(crate) use relay::Relay;
pub(crate) use role::{Permission, Role, UserRole};
pub(crate) use second_factor::{RecoveryCode, Totp, TrustedDevice};
pub(crate) use session::Session;
pub(crate) use sign_in_flow::SignInFlow;
pub(crate) use signing_key::{SigningKey, SpareSigningKey};
pub(crate) use tenant::Tenant;
pub(crate) use throttle::Throttle;
pub(crate) use usage::{ActiveUser, Usage};
pub(crate) use user::{FormerPassword, Password, User};
