use super::super::{Answer, OidcRoute, Operation, Route, RouteName, Verb};
use crate::oidc::Discovery;

const fn row(name: OidcRoute, path: &'static str) -> Route {
    Route::new(RouteName::Oidc(name), Verb::Get, path)
}

const METADATA: &[Answer] = &[Answer::json::<Discovery>(200, "The issuer's metadata")];

pub(super) static ROUTES: &[Route] = &[
    row(
        OidcRoute::Discovery,
        "/t/{slug}/.well-known/openid-configuration",
    )
    .documented(Operation::new("The issuer's metadata (OpenID)", METADATA)),
    row(
        OidcRoute::DiscoveryAtRoot,
        "/.well-known/openid-configuration/t/{slug}",
    )
    .documented(Operation::new(
        "The issuer's metadata (OpenID), path behind",
        METADATA,
    )),
    row(
        OidcRoute::OAuthMetadata,
        "/.well-known/oauth-authorization-server/t/{slug}",
    )
    .documented(Operation::new("The issuer's metadata (RFC 8414)", METADATA)),
    row(OidcRoute::Jwks, "/t/{slug}/oauth/jwks").documented(Operation::new(
        "The tenant's public keys",
        &[Answer::plain(200, "A JWK Set (RFC 7517)")],
    )),
];
