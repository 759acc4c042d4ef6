use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use authnex_core::{
    egress::EgressRules,
    foundation::{Entropy, SystemEntropy},
    port::{Egress, EgressAnswer, EgressCall, EgressError},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

use super::party::*;
use crate::harness::{Call, Reply, World, post};

const ISSUER: &str = "http://localhost:8080/t/acme";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn call() -> Call {
    post("/t/acme/oauth/token")
}

#[tokio::test]
async fn a_secret_is_taken_in_header_or_form_and_nowhere_else() {
    let world = world().await;
    let grant = ("grant_type", "refresh_token");
    let by_header = call()
        .header("authorization", &basic("rp", SECRET))
        .form(&[grant]);
    is_error(&by_header.send(&world).await, 400, "invalid_request");
    let by_form = call().form(&[grant, ("client_id", "rp"), ("client_secret", SECRET)]);
    is_error(&by_form.send(&world).await, 400, "invalid_request");
    let query = format!("/t/acme/oauth/token?client_id=rp&client_secret={}", "x");
    is_error(
        &post(&query).form(&[grant]).send(&world).await,
        401,
        "invalid_client",
    );
}

#[tokio::test]
async fn whoever_does_not_prove_itself_gets_one_answer() {
    let world = world().await;
    let grant = ("grant_type", "refresh_token");
    let mut answers = Vec::new();
    for (client, secret) in [
        ("rp", "wrong"),
        ("nobody", SECRET),
        ("rp", ""),
        ("", SECRET),
    ] {
        let header = basic(client, secret);
        let reply = call()
            .header("authorization", &header)
            .form(&[grant])
            .send(&world)
            .await;
        is_error(&reply, 401, "invalid_client");
        assert!(reply.header("www-authenticate").starts_with("Basic realm="));
        answers.push(reply.text().to_owned());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    for header in ["Bearer x", "Basic !!!", "Basic", "Digest x"] {
        let reply = call()
            .header("authorization", header)
            .form(&[grant])
            .send(&world)
            .await;
        is_error(&reply, 401, "invalid_client");
    }
    let bare = call()
        .form(&[grant, ("client_id", "rp")])
        .send(&world)
        .await;
    is_error(&bare, 401, "invalid_client");
}

#[tokio::test]
async fn two_methods_at_once_are_refused() {
    let world = world().await;
    let grant = ("grant_type", "refresh_token");
    let both = call().header("authorization", &basic("rp", SECRET)).form(&[
        grant,
        ("client_id", "rp"),
        ("client_secret", SECRET),
    ]);
    is_error(&both.send(&world).await, 400, "invalid_request");
    let other = call()
        .header("authorization", &basic("rp", SECRET))
        .form(&[grant, ("client_id", "another")]);
    is_error(&other.send(&world).await, 400, "invalid_request");
}

#[tokio::test]
async fn a_public_client_names_itself_and_has_no_secret() {
    let world = world().await;
    let public = metadata_with(json!({
        "client_secret": null,
        "client_id": "spa",
        "token_endpoint_auth_method": "none",
    }));
    put(&world, "acme", public).await;
    let code = code(&world, "acme", &[("client_id", "spa")]).await;
    let mut fields = exchange(&code).to_vec();
    fields.push(("client_id", "spa"));
    let secret = [fields.as_slice(), &[("client_secret", "x")]].concat();
    is_error(
        &call().form(&secret).send(&world).await,
        401,
        "invalid_client",
    );
    let reply = call().form(&fields).send(&world).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

struct Signer(Ed25519KeyPair);

impl Signer {
    fn new() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(SystemEntropy::new().secure_random()).unwrap();
        Self(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap())
    }

    fn jwks(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.0.public_key());
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "k1", "alg": "EdDSA", "use": "sig"}]})
    }

    fn sign(&self, header: Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", part(&header), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.0.sign(input.as_bytes()));
        format!("{input}.{signature}")
    }
}

fn header() -> Value {
    json!({"alg": "EdDSA", "kid": "k1", "typ": "JWT"})
}

fn good(jti: &str) -> Value {
    json!({
        "iss": "signer", "sub": "signer", "aud": ISSUER, "jti": jti,
        "iat": 1_800_000_000, "exp": 1_800_000_060,
    })
}

async fn present(world: &World, assertion: &str) -> Reply {
    call()
        .form(&[
            ("grant_type", "client_credentials"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion),
        ])
        .send(world)
        .await
}

async fn signing_world() -> (World, Signer) {
    let (world, signer) = (world().await, Signer::new());
    let client = json!({
        "client_id": "signer",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": signer.jwks(),
        "grant_types": ["client_credentials"],
        "permissions": ["users:read"],
    });
    put(&world, "acme", client).await;
    (world, signer)
}

#[tokio::test]
async fn an_assertion_proves_the_client_once() {
    let (world, signer) = signing_world().await;
    let assertion = signer.sign(header(), &good("one"));
    let reply = present(&world, &assertion).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    is_error(&present(&world, &assertion).await, 401, "invalid_client");
    let two = signer.sign(header(), &good("two"));
    assert_eq!(present(&world, &two).await.status, 200);
}

#[tokio::test]
async fn an_assertion_that_is_not_quite_right_proves_nothing() {
    let (world, signer) = signing_world().await;
    let with = |name: &str, value: Value| {
        let mut claims = good("x");
        claims[name] = value;
        claims
    };
    for claims in [
        with("iss", json!("rp")),
        with("sub", json!("rp")),
        with("aud", json!("http://localhost:8080/t/acme/oauth/token")),
        with("aud", json!("http://localhost:8080/t/globex")),
        with("aud", json!([ISSUER, "https://other.example"])),
        with("exp", json!(1_799_999_999)),
        with("exp", json!(1_800_090_000)),
        with("exp", json!("soon")),
        with("exp", Value::Null),
        with("nbf", json!(1_800_000_100)),
        with("iat", json!(1_800_000_100)),
        with("jti", json!("")),
        with("jti", json!(7)),
        with("jti", Value::Null),
    ] {
        let reply = present(&world, &signer.sign(header(), &claims)).await;
        assert_eq!(reply.status, 401, "{claims}");
    }
    let claims = good("x");
    for header in [
        json!({"alg": "none", "kid": "k1"}),
        json!({"alg": "HS256", "kid": "k1"}),
        json!({"alg": "ES256", "kid": "k1"}),
        json!({"alg": "EdDSA", "kid": "other"}),
        json!({"alg": "EdDSA", "kid": "k1", "crit": ["x"], "x": 1}),
        json!({"alg": "EdDSA", "kid": "k1", "typ": "at+jwt"}),
    ] {
        let reply = present(&world, &signer.sign(header.clone(), &claims)).await;
        assert_eq!(reply.status, 401, "{header}");
    }
    // A key of the attacker's own in the header does not count.
    let attacker = Signer::new();
    let own = attacker.jwks()["keys"][0].clone();
    for header in [
        json!({"alg": "EdDSA", "kid": "k1"}),
        json!({"alg": "EdDSA", "jwk": own}),
        json!({"alg": "EdDSA", "kid": "k1", "jku": "https://evil.example/jwks"}),
    ] {
        let reply = present(&world, &attacker.sign(header.clone(), &claims)).await;
        assert_eq!(reply.status, 401, "{header}");
    }
    let reply = present(
        &world,
        &signer.sign(super::client_authentication::header(), &claims),
    )
    .await;
    assert_eq!(reply.status, 200, "what was refused used nothing up");
}

/// Publishes a client's keys, and counts how often they are asked for.
#[derive(Debug, Default)]
struct Published {
    asked: AtomicUsize,
    keys: Mutex<Vec<u8>>,
}

#[async_trait]
impl Egress for Published {
    async fn call(&self, call: EgressCall) -> Result<EgressAnswer, EgressError> {
        assert_eq!(call.url.url().as_str(), "https://rp.example/jwks");
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(EgressAnswer {
            status: 200,
            retry_after_seconds: None,
            body: self.keys.lock().unwrap().clone(),
        })
    }
}

#[tokio::test]
async fn keys_that_a_client_publishes_are_kept_and_asked_for_anew_now_and_then() {
    let (published, one, two) = (Arc::new(Published::default()), Signer::new(), Signer::new());
    *published.keys.lock().unwrap() = one.jwks().to_string().into_bytes();
    let egress = published.clone();
    let world = World::built(
        |engine| {
            engine
                .base_url("http://localhost:8080")
                .egress(egress, EgressRules::default())
        },
        |options| options.rate_limits(false),
    )
    .await;
    world.tenant("acme").await;
    let client = json!({
        "client_id": "signer",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks_uri": "https://rp.example/jwks",
        "grant_types": ["client_credentials"],
        "permissions": ["users:read"],
    });
    put(&world, "acme", client).await;
    let asked = || published.asked.load(Ordering::SeqCst);
    for jti in ["a", "b", "c"] {
        let reply = present(&world, &one.sign(header(), &good(jti))).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    assert_eq!(asked(), 1);
    // The client changes its key: a name that is not known is asked for, but not by every assertion.
    let renamed = two.jwks().to_string().replace("\"k1\"", "\"k2\"");
    *published.keys.lock().unwrap() = renamed.into_bytes();
    let new = json!({"alg": "EdDSA", "kid": "k2"});
    for jti in ["d", "e"] {
        assert_eq!(
            present(&world, &two.sign(new.clone(), &good(jti)))
                .await
                .status,
            401
        );
    }
    assert_eq!(asked(), 1);
    world.clock.advance(10);
    assert_eq!(
        present(&world, &two.sign(new.clone(), &good("f")))
            .await
            .status,
        200
    );
    assert_eq!(asked(), 2);
    for jti in ["g", "h"] {
        let unknown = json!({"alg": "EdDSA", "kid": "k3"});
        assert_eq!(
            present(&world, &two.sign(unknown, &good(jti))).await.status,
            401
        );
    }
    assert_eq!(asked(), 2, "an attacker makes nobody ask");
}
