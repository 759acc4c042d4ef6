//! A client that others wrote, unmodified, against the built server: it finds everything by the issuer, its user signs in
//! by the real pages, and what it gets passes its own checks.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, Scope,
    TokenResponse,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreErrorResponseType, CoreGenderClaim,
        CoreUserInfoClaims,
    },
    url::Url,
};
use serde_json::{Value, json};

use crate::{
    client::{Answer, Browser, get, request},
    process::{PASSWORD, Server, run, within},
};

const CALLBACK: &str = "https://party.example/callback";
const GOODBYE: &str = "https://party.example/goodbye";
const USER: &str = "alice@example.test";
const SECRET: &str = "a-secret+with%?and&and=";

fn tenant(clients: &Value) -> Value {
    json!({"tenants": [{
        "slug": "acme",
        "policy": {"password_hash": {"memory_kib": 8, "iterations": 1, "parallelism": 1}},
        "users": [{"email": USER, "email_verified": true, "name": "Alice Adams", "password": PASSWORD}],
        "clients": clients,
    }]})
}

/// Calls the server, and keeps the code that an answer of an error kept.
fn call(address: SocketAddr) -> impl Fn(HttpRequest) -> Result<HttpResponse, Infallible> {
    move |asked| {
        let headers: Vec<(&str, &str)> = asked
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        let url = asked.uri();
        assert_eq!(url.host(), Some("localhost"));
        let path = url.path_and_query().unwrap().as_str();
        let body = std::str::from_utf8(asked.body()).unwrap();
        let answer = request(address, asked.method().as_str(), path, &headers, body).unwrap();
        let mut response = openidconnect::http::Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        Ok(response.body(answer.body.into_bytes()).unwrap())
    }
}

/// Opens an address of the server's in the browser and signs in there; answers what comes then.
fn sign_in(browser: &mut Browser, url: &Url) -> Answer {
    let path = format!("{}?{}", url.path(), url.query().unwrap());
    let first = browser.open(&path);
    let page = browser.follow(first);
    assert_eq!(page.status, 200, "{page:?}");
    let fields = [("email", USER), ("password", PASSWORD)];
    let answer = browser.submit(&page.body, "/t/acme/sign-in", &fields);
    assert_eq!(answer.status, 303, "{answer:?}");
    browser.follow(answer)
}

fn told(answer: &Answer) -> Url {
    Url::parse(answer.header("location").unwrap()).unwrap()
}

fn parameter(url: &Url, name: &str) -> String {
    let mut pairs = url.query_pairs();
    let found = pairs.find(|(known, _)| known == name);
    found
        .unwrap_or_else(|| panic!("no {name} in {url}"))
        .1
        .into_owned()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
fn the_openidconnect_crate_signs_in_reads_refreshes_and_signs_out() {
    let directory = tempfile::tempdir().unwrap();
    let clients = json!([{
        "client_id": "party", "client_secret": SECRET, "client_name": "The Party",
        "redirect_uris": [CALLBACK], "post_logout_redirect_uris": [GOODBYE],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid profile email offline_access",
    }]);
    std::fs::write(
        directory.path().join("tenants.json"),
        tenant(&clients).to_string(),
    )
    .unwrap();
    let applied = run(directory.path(), &["apply", "tenants.json"], "");
    assert!(applied.status.success(), "{applied:?}");
    let server = Server::start(directory.path());
    let http = call(server.address);
    // The first RSA key is made while the server serves.
    let keys = || get(server.address, "/t/acme/oauth/jwks");
    within(Duration::from_secs(60), keys, |answer| {
        answer.body.contains("RS256")
    });

    let issuer = IssuerUrl::new(format!("http://localhost:{}/t/acme", server.port())).unwrap();
    let found = ProviderMetadataWithLogout::discover(&issuer, &http).unwrap();
    let end_session = found
        .additional_metadata()
        .end_session_endpoint
        .clone()
        .unwrap();
    let secret = ClientSecret::new(SECRET.to_owned());
    let client =
        CoreClient::from_provider_metadata(found, ClientId::new("party".to_owned()), Some(secret))
            .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).unwrap());

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let scopes = ["profile", "email", "offline_access"].map(|scope| Scope::new(scope.to_owned()));
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(scopes)
        .set_pkce_challenge(challenge)
        .url();
    let mut browser = Browser::at(server.address);
    let consent = sign_in(&mut browser, &url);
    assert!(consent.body.contains("The Party"), "{consent:?}");
    let answer = browser.submit(&consent.body, "/t/acme/consent", &[("decision", "allow")]);
    let back = told(&answer);
    assert!(back.as_str().starts_with(CALLBACK), "{back}");
    assert_eq!(parameter(&back, "state"), *state.secret());
    assert_eq!(parameter(&back, "iss"), issuer.as_str());

    let code = AuthorizationCode::new(parameter(&back, "code"));
    let tokens = client
        .exchange_code(code.clone())
        .unwrap()
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.secret().clone()))
        .request(&http)
        .unwrap();
    let id_token = tokens.id_token().unwrap();
    let check = client.id_token_verifier();
    let claims = id_token.claims(&check, &nonce).unwrap();
    let another = Nonce::new("another".to_owned());
    assert!(id_token.claims(&check, &another).is_err());
    let hash = AccessTokenHash::from_token(
        tokens.access_token(),
        id_token.signing_alg().unwrap(),
        id_token.signing_key(&check).unwrap(),
    );
    assert_eq!(claims.access_token_hash(), Some(&hash.unwrap()));

    let subject = claims.subject().clone();
    let about = client
        .user_info(tokens.access_token().clone(), Some(subject.clone()))
        .unwrap();
    let about: CoreUserInfoClaims = about.request(&http).unwrap();
    assert_eq!(about.email().unwrap().as_str(), USER);
    assert_eq!(about.email_verified(), Some(true));
    assert_eq!(
        about.name().unwrap().get(None).unwrap().as_str(),
        "Alice Adams"
    );
    assert_eq!(about.gender(), None::<&CoreGenderClaim>);

    let refresh = tokens.refresh_token().unwrap();
    let again = client
        .exchange_refresh_token(refresh)
        .unwrap()
        .request(&http)
        .unwrap();
    let renewed = again
        .id_token()
        .unwrap()
        .claims(&check, |_: Option<&Nonce>| Ok(()))
        .unwrap();
    assert_eq!(
        (renewed.subject(), renewed.auth_time()),
        (&subject, claims.auth_time())
    );
    assert_ne!(again.refresh_token().unwrap().secret(), refresh.secret());

    let replayed = client
        .exchange_code(code)
        .unwrap()
        .set_pkce_verifier(verifier)
        .request(&http)
        .unwrap_err();
    let openidconnect::RequestTokenError::ServerResponse(refusal) = replayed else {
        panic!("{replayed:?}");
    };
    assert_eq!(refusal.error(), &CoreErrorResponseType::InvalidGrant);

    let goodbye = LogoutRequest::from(end_session)
        .set_id_token_hint(id_token)
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(GOODBYE.to_owned()).unwrap())
        .set_state(CsrfToken::new("bye".to_owned()))
        .http_get_url();
    let left = browser.open(&format!("{}?{}", goodbye.path(), goodbye.query().unwrap()));
    assert_eq!(told(&left).as_str(), format!("{GOODBYE}?state=bye"));
    let page = sign_in_page(&mut browser, &url);
    assert!(
        page.body.contains("sign-in-password"),
        "the session is over"
    );
}

fn sign_in_page(browser: &mut Browser, url: &Url) -> Answer {
    let first = browser.open(&format!("{}?{}", url.path(), url.query().unwrap()));
    browser.follow(first)
}
