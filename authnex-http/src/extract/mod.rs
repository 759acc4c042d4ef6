//! What handlers take out of a request: finished facts, or a [`Failure`](crate::error::Failure).

mod bearer;
mod body;
mod facts;
#[cfg(feature = "portal")]
mod form;
#[cfg(feature = "api")]
mod json;
#[cfg(feature = "portal")]
mod page_form;
#[cfg(feature = "api")]
mod page_query;
mod tenant;
mod visitor;

pub(crate) use bearer::{BearerUser, bearer_token};
pub(crate) use facts::RequestFacts;
#[cfg(feature = "api")]
pub(crate) use json::Json;
#[cfg(feature = "portal")]
pub(crate) use page_form::PageForm;
#[cfg(feature = "api")]
pub(crate) use page_query::PageQuery;
pub(crate) use tenant::{SlugPath, Tenant};
pub(crate) use visitor::Visitor;
