//! What handlers take out of a request: finished facts, or a [`Failure`](crate::error::Failure).

mod bearer;
#[cfg(any(feature = "api", feature = "oidc", feature = "portal"))]
mod body;
mod caller;
#[cfg(any(feature = "api", feature = "portal"))]
mod control;
#[cfg(any(feature = "api", feature = "oidc", feature = "portal"))]
mod facts;
#[cfg(feature = "portal")]
mod form;
#[cfg(feature = "api")]
mod if_match;
#[cfg(feature = "api")]
mod json;
#[cfg(feature = "oidc")]
mod oauth_form;
mod operator;
#[cfg(feature = "portal")]
mod page_form;
#[cfg(feature = "api")]
mod page_query;
mod tenant;
#[cfg(feature = "portal")]
mod visitor;

pub(crate) use bearer::{BearerUser, bearer_token};
pub(crate) use caller::Caller;
#[cfg(any(feature = "api", feature = "oidc", feature = "portal"))]
pub(crate) use facts::RequestFacts;
#[cfg(feature = "api")]
pub(crate) use if_match::IfMatch;
#[cfg(feature = "api")]
pub(crate) use json::Json;
#[cfg(feature = "oidc")]
pub(crate) use oauth_form::OAuthForm;
pub(crate) use operator::check_operator;
#[cfg(feature = "portal")]
pub(crate) use page_form::PageForm;
#[cfg(feature = "api")]
pub(crate) use page_query::{Filter, FilteredQuery, PageQuery};
pub(crate) use tenant::{SlugPath, Tenant};
#[cfg(feature = "portal")]
pub(crate) use visitor::Visitor;
