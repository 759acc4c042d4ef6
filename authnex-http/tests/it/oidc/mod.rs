//! The OpenID provider through real pages, and what it refuses.

mod authorize;
mod back_channel;
mod client_authentication;
mod client_credentials;
mod consent;
mod cors;
mod foundation;
mod foundation_logout;
mod foundation_requests;
mod isolation;
mod logout;
mod party;
mod refresh;
mod rules;
mod steps;
mod token;
mod userinfo;
