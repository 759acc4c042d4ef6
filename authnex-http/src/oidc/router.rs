use axum::routing::{MethodRouter, get};

use super::{discovery, jwks};
use crate::{route::OidcRoute, state::HttpState};

/// The handler of a row.
pub(crate) fn handler(route: OidcRoute) -> MethodRouter<HttpState> {
    match route {
        OidcRoute::Discovery | OidcRoute::DiscoveryAtRoot | OidcRoute::OAuthMetadata => {
            get(discovery::show)
        }
        OidcRoute::Jwks => get(jwks::show),
    }
}
