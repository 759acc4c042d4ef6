//! One module for each noun of the routes.

mod discovery;
mod me;
mod openapi;
mod password;
mod refresh;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;
mod system;
