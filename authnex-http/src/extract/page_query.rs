use std::str::FromStr;

use authnex_core::foundation::PageRequest;
use axum::extract::FromRequestParts;
use http::request::Parts;

use super::control;
use crate::{error::Failure, state::HttpState};

/// How many items a list shows when nothing is said.
const DEFAULT_LIMIT: u32 = 50;

/// What narrows a list down, beside `limit` and `cursor`.
pub(crate) trait Filter: Default + Send {
    /// Takes a parameter; `false` if there is none of this name.
    fn set(&mut self, name: &str, value: &str) -> Result<bool, Failure>;
}

impl Filter for () {
    fn set(&mut self, _: &str, _: &str) -> Result<bool, Failure> {
        Ok(false)
    }
}

/// `limit`, `cursor` and filters of a list. Unknown names and values that do not parse are refused by name.
#[derive(Debug)]
pub(crate) struct FilteredQuery<C, F> {
    pub(crate) page: PageRequest<C>,
    pub(crate) filter: F,
}

impl<C, F: Filter> FilteredQuery<C, F>
where
    C: FromStr<Err: std::fmt::Display>,
{
    fn parse(query: &str) -> Result<Self, Failure> {
        let (mut limit, mut after) = (DEFAULT_LIMIT, None);
        let mut filter = F::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if name.chars().chain(value.chars()).any(control::is_refused) {
                return Err(Failure::control_character(
                    "A parameter has a control character, which is not taken. Remove it."
                        .to_owned(),
                ));
            }
            match &*name {
                "limit" => {
                    let most = PageRequest::<C>::MAX_LIMIT;
                    limit = value
                        .parse()
                        .ok()
                        .filter(|limit| (1..=most).contains(limit))
                        .ok_or_else(|| {
                            Failure::wrong_parameter("limit", format!("A number from 1 to {most}."))
                        })?;
                }
                "cursor" => {
                    let cursor = value.parse::<C>();
                    let wrong = |error| Failure::wrong_parameter("cursor", error);
                    after = Some(cursor.map_err(wrong)?);
                }
                other if filter.set(other, &value)? => {}
                _ => return Err(Failure::unknown_parameter(&name)),
            }
        }
        Ok(Self {
            page: PageRequest::new(limit, after),
            filter,
        })
    }
}

impl<C, F: Filter> FromRequestParts<HttpState> for FilteredQuery<C, F>
where
    C: FromStr<Err: std::fmt::Display>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Failure> {
        Self::parse(parts.uri.query().unwrap_or_default())
    }
}

/// `limit` and `cursor` of a list that has no filters.
#[derive(Debug)]
pub(crate) struct PageQuery<C>(pub(crate) PageRequest<C>);

impl<C> FromRequestParts<HttpState> for PageQuery<C>
where
    C: FromStr<Err: std::fmt::Display>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        FilteredQuery::<C, ()>::parse(query).map(|query| Self(query.page))
    }
}
