//! A relying party: a client of a tenant, and a browser in which its user signs in.

use authnex_core::flow::ClientRegistration;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::{
    harness::{EMAIL, PASSWORD, Reply, World, anonymous, post},
    pages::{Browser, hidden},
};

pub(crate) const SECRET: &str = "a secret of the client's";
pub(crate) const REDIRECT: &str = "https://rp.example/cb";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The challenge of a verifier.
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

/// Metadata of a confidential client of the tenant's own house.
pub(crate) fn metadata() -> Value {
    json!({
        "client_id": "rp",
        "client_secret": SECRET,
        "client_name": "The Party",
        "redirect_uris": [REDIRECT],
        "post_logout_redirect_uris": ["https://rp.example/bye"],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid profile email offline_access orders:read",
        "first_party": true,
        "id_token_signed_response_alg": "EdDSA",
    })
}

/// The same with other values.
pub(crate) fn metadata_with(changes: Value) -> Value {
    let mut all = metadata();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            all.as_object_mut().unwrap().remove(name);
        } else {
            all[name] = value.clone();
        }
    }
    all
}

/// Sets rules of a tenant.
pub(crate) async fn rules(world: &World, slug: &str, rules: Value) {
    let overrides = serde_json::from_value(rules).unwrap();
    let tenant = world.handle(slug).await;
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
}

/// Makes or replaces a client.
pub(crate) async fn put(world: &World, slug: &str, metadata: Value) {
    let registration: ClientRegistration = serde_json::from_value(metadata).unwrap();
    let tenant = world.handle(slug).await;
    tenant.put_client(registration, &anonymous()).await.unwrap();
}

/// The parameters of an authorization request, changed: an empty value takes one away.
pub(crate) fn request(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = [
        ("response_type", "code".to_owned()),
        ("client_id", "rp".to_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        ("scope", "openid profile email".to_owned()),
        ("state", "the state".to_owned()),
        ("nonce", "the nonce".to_owned()),
        ("code_challenge", challenge(VERIFIER)),
        ("code_challenge_method", "S256".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    for (name, value) in changes {
        all.retain(|(known, _)| known != name);
        if !value.is_empty() {
            all.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    all
}

/// The path of an authorization request.
pub(crate) fn authorize_path(slug: &str, changes: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(request(changes))
        .finish();
    format!("/t/{slug}/oauth/authorize?{query}")
}

/// A parameter of the URI that an answer leads to.
pub(crate) fn told(reply: &Reply, name: &str) -> Option<String> {
    let location = url::Url::parse(reply.header("location")).unwrap();
    let pair = location.query_pairs().find(|(known, _)| known == name);
    pair.map(|(_, value)| value.into_owned())
}

/// Follows redirects within the origin.
pub(crate) async fn follow(browser: &mut Browser<'_>, mut reply: Reply) -> Reply {
    for _ in 0..6 {
        if reply.status != 303 || !reply.header("location").starts_with('/') {
            return reply;
        }
        let path = reply.header("location").to_owned();
        reply = browser.open(&path).await;
    }
    panic!("led in circles: {}", reply.header("location"));
}

/// Signs in by the hosted page on the way to a client; answers what comes then, redirects followed.
pub(crate) async fn sign_in(browser: &mut Browser<'_>, slug: &str) -> Reply {
    let page = format!("/t/{slug}/sign-in");
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let reply = browser.fill_in(&page, &page, &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    follow(browser, reply).await
}

/// Opens an authorization request in a fresh browser and signs in; answers the way back to the client.
pub(crate) async fn authorize(
    browser: &mut Browser<'_>,
    slug: &str,
    changes: &[(&str, &str)],
) -> Reply {
    let reply = browser.open(&authorize_path(slug, changes)).await;
    let page = follow(browser, reply).await;
    if page.status == 303 {
        return page;
    }
    assert_eq!(page.status, 200, "{}", page.text());
    sign_in(browser, slug).await
}

/// Answers the consent page that is shown.
pub(crate) async fn decide(
    browser: &mut Browser<'_>,
    slug: &str,
    page: &Reply,
    decision: &str,
) -> Reply {
    let html = page.text();
    let field = |name: &str| unescape(&hidden(html, name).unwrap());
    let (csrf, tenant, request) = (field("csrf"), field("tenant"), field("request"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("tenant", tenant.as_str()),
        ("request", request.as_str()),
        ("decision", decision),
    ];
    browser
        .send(post(&format!("/t/{slug}/consent")).form(&fields))
        .await
}

/// What a browser makes of an attribute's text.
pub(crate) fn unescape(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&amp;", "&")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
}

/// A code for the client.
pub(crate) async fn code(world: &World, slug: &str, changes: &[(&str, &str)]) -> String {
    let mut browser = Browser::new(world);
    let reply = authorize(&mut browser, slug, changes).await;
    assert!(
        reply.header("location").starts_with(REDIRECT),
        "{}",
        reply.text()
    );
    told(&reply, "code").unwrap_or_else(|| panic!("{}", reply.header("location")))
}

/// Calls the token endpoint as the client, by its secret in the header.
pub(crate) async fn token(world: &World, slug: &str, fields: &[(&str, &str)]) -> Reply {
    token_as(world, slug, "rp", fields).await
}

pub(crate) async fn token_as(
    world: &World,
    slug: &str,
    client_id: &str,
    fields: &[(&str, &str)],
) -> Reply {
    post(&format!("/t/{slug}/oauth/token"))
        .header("authorization", &basic(client_id, SECRET))
        .form(fields)
        .send(world)
        .await
}

/// RFC 6749 2.3.1.
pub(crate) fn basic(client_id: &str, secret: &str) -> String {
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(client_id), encode(secret));
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    format!("Basic {encoded}")
}

/// The fields that exchange a code.
pub(crate) fn exchange(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ]
}

/// Tokens by the whole way.
pub(crate) async fn tokens(world: &World, slug: &str, changes: &[(&str, &str)]) -> Value {
    let code = code(world, slug, changes).await;
    let reply = token(world, slug, &exchange(&code)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The header of a token.
pub(crate) fn header(token: &str) -> Value {
    let header = token.split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}

/// Asserts an OAuth error.
pub(crate) fn is_error(reply: &Reply, status: u16, code: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    let body = reply.json();
    assert_eq!(body["error"], code, "{body}");
    let description = body["error_description"].as_str().unwrap();
    assert!(
        description
            .bytes()
            .all(|c| (b' '..=b'~').contains(&c) && !b"\"\\".contains(&c))
    );
    assert_eq!(reply.header("cache-control"), "no-store");
}

/// A world with two tenants, each with the client.
pub(crate) async fn world() -> World {
    let world = World::with_two_tenants().await;
    for slug in ["acme", "globex"] {
        put(&world, slug, metadata()).await;
    }
    world
}
