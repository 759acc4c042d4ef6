use axum::routing::{MethodRouter, get, post};

#[cfg(feature = "portal")]
use super::{authorize, end_session};
use super::{cors, discovery, introspect, jwks, revoke, token, user_info};
use crate::{route::OidcRoute, state::HttpState};

/// The handler of a row. Browsers ask before they call the token family from a client's own origin; they do not
/// at the authorization endpoint, which people visit.
pub(crate) fn handler(route: OidcRoute) -> MethodRouter<HttpState> {
    match route {
        OidcRoute::Discovery | OidcRoute::DiscoveryAtRoot | OidcRoute::OAuthMetadata => {
            get(discovery::show)
        }
        OidcRoute::Introspect => post(introspect::submit).options(cors::preflight),
        OidcRoute::Jwks => get(jwks::show),
        OidcRoute::Revoke => post(revoke::submit).options(cors::preflight),
        OidcRoute::Token => post(token::submit).options(cors::preflight),
        OidcRoute::UserInfo => get(user_info::show),
        OidcRoute::UserInfoByForm => post(user_info::submit).options(cors::preflight),
        #[cfg(feature = "portal")]
        OidcRoute::Authorize => get(authorize::show),
        #[cfg(feature = "portal")]
        OidcRoute::AuthorizeByForm => post(authorize::submit),
        #[cfg(feature = "portal")]
        OidcRoute::EndSession => get(end_session::show),
        #[cfg(feature = "portal")]
        OidcRoute::EndSessionByForm => post(end_session::submit),
        // Without pages there is nothing that a browser could be shown: these rows are not in the table.
        #[cfg(not(feature = "portal"))]
        OidcRoute::Authorize
        | OidcRoute::AuthorizeByForm
        | OidcRoute::EndSession
        | OidcRoute::EndSessionByForm => MethodRouter::new(),
    }
}
