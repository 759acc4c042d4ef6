//! What handlers take out of a request: finished facts, or a [`Failure`](crate::error::Failure).

mod bearer;
#[cfg(any(feature = "api", feature = "portal"))]
mod body;
#[cfg(any(feature = "api", feature = "portal"))]
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
#[cfg(feature = "portal")]
mod visitor;

pub(crate) use bearer::{BearerUser, bearer_token};
#[cfg(any(feature = "api", feature = "portal"))]
pub(crate) use facts::RequestFacts;
#[cfg(feature = "api")]
pub(crate) use json::Json;
#[cfg(feature = "portal")]
pub(crate) use page_form::PageForm;
#[cfg(feature = "api")]
pub(crate) use page_query::PageQuery;
#[cfg(any(feature = "api", feature = "portal"))]
pub(crate) use tenant::SlugPath;
pub(crate) use tenant::Tenant;
#[cfg(feature = "portal")]
pub(crate) use visitor::Visitor;
