//! Every rule about signing in, at every method, through every door: JSON API, hosted pages, portal. What is expected is
//! written once for all doors, so that a page and the API cannot differ.

mod after_begin;
mod attempt;
mod locks;
mod outcome;
mod people;
mod sessions;
mod sign_up;
mod table;
