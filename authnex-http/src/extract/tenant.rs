use std::collections::HashMap;

use authnex_core::TenantHandle;
use axum::extract::{FromRequestParts, Path};
use http::request::Parts;

use crate::{error::Failure, state::HttpState};

/// The slug of the path, as typed; whether there is such a tenant is not looked at.
#[derive(Clone, Debug)]
pub(crate) struct SlugPath(pub(crate) String);

impl FromRequestParts<HttpState> for SlugPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Failure> {
        let Path(mut parameters) =
            Path::<HashMap<String, String>>::from_request_parts(parts, state)
                .await
                .map_err(|_| Failure::not_found())?;
        parameters
            .remove("slug")
            .map(Self)
            .ok_or_else(Failure::not_found)
    }
}

/// The tenant that the path names; 404 if there is none.
#[derive(Clone, Debug)]
pub(crate) struct Tenant(pub(crate) TenantHandle);

impl FromRequestParts<HttpState> for Tenant {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Failure> {
        // The guard of the route has looked it up already.
        if let Some(tenant) = parts.extensions.get::<TenantHandle>() {
            return Ok(Self(tenant.clone()));
        }
        let SlugPath(slug) = SlugPath::from_request_parts(parts, state).await?;
        let tenant = state.authnex().tenant(&slug).await?;
        let tenant = tenant.ok_or_else(Failure::not_found)?;
        parts.extensions.insert(tenant.clone());
        Ok(Self(tenant))
    }
}
