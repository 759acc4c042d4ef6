//! Errors: one neutral [`Failure`], three renderers.
//!
//! Handlers and extractors return a [`Failure`]; in which form it is told follows from the route
//! ([`ErrorForm`](crate::route::ErrorForm)), so no handler chooses. A 5xx says nothing but the request's id; its
//! cause travels as an extension of the response to the request log.

mod administration;
mod body;
mod core;
mod failure;
#[cfg(feature = "oidc")]
mod grant;
mod oauth;
pub(crate) mod page;
mod problem;
mod render;

pub(crate) use failure::{Failure, FieldError};
pub(crate) use problem::Problem;
pub(crate) use render::{Reader, Told, render};
