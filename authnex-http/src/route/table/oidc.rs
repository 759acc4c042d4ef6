use super::super::{Answer, OidcRoute, Operation, Requirement, Route, RouteName, Verb};
use crate::oidc::Discovery;

const fn row(name: OidcRoute, path: &'static str) -> Route {
    Route::new(RouteName::Oidc(name), Verb::Get, path)
}

/// A call that a client or a token makes; the protocol says how it proves itself.
const fn call(name: OidcRoute, verb: Verb, path: &'static str) -> Route {
    Route::new(RouteName::Oidc(name), verb, path).requires(Requirement::Protocol)
}

#[cfg(feature = "portal")]
const fn form(name: OidcRoute, path: &'static str) -> Route {
    Route::new(RouteName::Oidc(name), Verb::Post, path)
}

const TOKENS: &[Answer] = &[
    Answer::plain(200, "Tokens (RFC 6749 5.1)"),
    Answer::plain(400, "An OAuth error (RFC 6749 5.2)"),
    Answer::plain(401, "The client did not prove itself"),
];

const CLAIMS: &[Answer] = &[
    Answer::plain(200, "The user's claims"),
    Answer::plain(401, "The token is not valid (RFC 6750 3)"),
    Answer::plain(403, "The token was not granted openid"),
];

#[cfg(feature = "portal")]
const PAGES: &[Answer] = &[
    Answer::plain(303, "Back to the client, or to a page"),
    Answer::plain(400, "A page: client or redirect URI are not to be trusted"),
];

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
    #[cfg(feature = "portal")]
    row(OidcRoute::Authorize, "/t/{slug}/oauth/authorize")
        .documented(Operation::new("An authorization request", PAGES)),
    #[cfg(feature = "portal")]
    form(OidcRoute::AuthorizeByForm, "/t/{slug}/oauth/authorize")
        .documented(Operation::new("An authorization request by form", PAGES)),
    #[cfg(feature = "portal")]
    row(OidcRoute::EndSession, "/t/{slug}/oauth/end_session")
        .documented(Operation::new("Signs the user out", PAGES)),
    #[cfg(feature = "portal")]
    form(OidcRoute::EndSessionByForm, "/t/{slug}/oauth/end_session")
        .documented(Operation::new("Signs the user out, by form", PAGES)),
    call(OidcRoute::Token, Verb::Post, "/t/{slug}/oauth/token")
        .documented(Operation::new("Tokens for a grant", TOKENS)),
    call(
        OidcRoute::Introspect,
        Verb::Post,
        "/t/{slug}/oauth/introspect",
    )
    .documented(Operation::new(
        "What a token is worth now",
        &[
            Answer::plain(200, "What it is worth (RFC 7662 2.2)"),
            Answer::plain(401, "The client did not prove itself"),
        ],
    )),
    call(OidcRoute::Revoke, Verb::Post, "/t/{slug}/oauth/revoke").documented(Operation::new(
        "Takes a token back",
        &[
            Answer::plain(200, "It is not good any more (RFC 7009 2.2)"),
            Answer::plain(400, "It is another client's"),
            Answer::plain(401, "The client did not prove itself"),
        ],
    )),
    call(OidcRoute::UserInfo, Verb::Get, "/t/{slug}/oauth/userinfo")
        .documented(Operation::new("The user's claims", CLAIMS)),
    call(
        OidcRoute::UserInfoByForm,
        Verb::Post,
        "/t/{slug}/oauth/userinfo",
    )
    .documented(Operation::new("The user's claims, by form", CLAIMS)),
];
