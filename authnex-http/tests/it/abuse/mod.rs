//! What people try who should not get in, each by its name: at the service, over a real store.

mod accounts;
mod codes;
mod links;
mod scene;
mod sessions;
mod steps;
mod totp;
