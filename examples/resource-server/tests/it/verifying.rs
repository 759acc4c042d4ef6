use std::sync::Arc;

use authnex_core::{
    Authnex, Secret, TenantHandle,
    flow::{Grant, NewTenantRequest, PasswordSignIn, SignInStep},
    foundation::{Actor, RequestContext},
    testing::cheap_policy,
};
use authnex_http::AuthnexService;
use authnex_resource_server_example::{Resource, router};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header::AUTHORIZATION},
};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

const PASSWORD: &str = "correct horse battery";
const AUDIENCE: &str = "https://api.example";

/// An issuer that really listens: the resource server asks it over the network.
async fn issuer() -> Authnex {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let store = authnex_store::SqlStore::memory().unwrap();
    let (authnex, _workers) = Authnex::builder(Arc::new(store))
        .base_url(&format!("http://localhost:{port}"))
        .policy(cheap_policy())
        .build()
        .await
        .unwrap();
    for slug in ["acme", "beta"] {
        let request = NewTenantRequest {
            slug: slug.into(),
            name: slug.into(),
            email: format!("owner@{slug}.test"),
            password: Secret::from(PASSWORD),
            owner_name: None,
        };
        let made = authnex
            .sign_up_tenant(request, &RequestContext::anonymous())
            .await;
        made.unwrap();
    }
    let app = Router::new().fallback_service(AuthnexService::new(authnex.clone()));
    tokio::spawn(async move { axum::serve(listener, app).await });
    authnex
}

async fn tenant(authnex: &Authnex, slug: &str) -> TenantHandle {
    authnex.tenant(slug).await.unwrap().unwrap()
}

async fn token(tenant: &TenantHandle, resource: Option<&str>) -> String {
    let request = PasswordSignIn {
        login: format!("owner@{}.test", tenant.slug()),
        password: Secret::from(PASSWORD),
        grant: Grant::Tokens {
            client_id: "authnex".into(),
            resource: resource.map(str::to_owned),
        },
    };
    let step = tenant.sign_in(request, &RequestContext::anonymous()).await;
    let SignInStep::SignedIn(signed_in) = step.unwrap() else {
        panic!("nothing has to be done first");
    };
    signed_in.tokens.unwrap().access_token
}

async fn whoami(app: &Router, token: &str) -> (StatusCode, Value) {
    let request = Request::get("/whoami")
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    let answer = app.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

#[tokio::test]
async fn a_token_for_this_audience_is_taken_also_after_a_rotation() {
    let authnex = issuer().await;
    let acme = tenant(&authnex, "acme").await;
    let app = router(Resource::of(acme.issuer(), AUDIENCE).await.unwrap());
    let before = token(&acme, Some(AUDIENCE)).await;
    assert_eq!(whoami(&app, &before).await.0, StatusCode::OK);
    // Twice: the second rotation signs with a key that the fetched set does not hold.
    for _ in 0..2 {
        let operator = RequestContext::by(Actor::Operator);
        let acme = tenant(&authnex, "acme").await;
        acme.rotate_signing_keys(None, &operator).await.unwrap();
        let acme = tenant(&authnex, "acme").await;
        let after = token(&acme, Some(AUDIENCE)).await;
        assert_eq!(whoami(&app, &after).await.0, StatusCode::OK);
    }
    assert_eq!(
        whoami(&app, &before).await.0,
        StatusCode::OK,
        "the old key is still published"
    );
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_its_cause() {
    let authnex = issuer().await;
    let acme = tenant(&authnex, "acme").await;
    let beta = tenant(&authnex, "beta").await;
    let app = router(Resource::of(acme.issuer(), AUDIENCE).await.unwrap());
    let good = token(&acme, Some(AUDIENCE)).await;
    let mut tampered = good.clone();
    let last = tampered.pop().unwrap();
    tampered.push(if last == 'A' { 'Q' } else { 'A' });
    for (sent, causes) in [
        (tampered, &["signature", "malformed"][..]),
        (token(&acme, None).await, &["audience"]),
        (token(&beta, Some(AUDIENCE)).await, &["unknown_key"]),
        ("nonsense".to_owned(), &["malformed"]),
    ] {
        let (status, body) = whoami(&app, &sent).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        let cause = body["cause"].as_str().unwrap();
        assert!(causes.iter().any(|known| cause.contains(known)), "{cause}");
    }
}
