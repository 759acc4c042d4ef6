use std::sync::Arc;

use authnex_core::{
    Authnex, Secret, TenantHandle,
    flow::{Grant, NewTenantRequest, NewUserRequest, PasswordSignIn, SignInStep},
    foundation::{Actor, RequestContext, UserId},
    testing::cheap_policy,
};
use authnex_embed_example::app;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header::AUTHORIZATION},
};
use http_body_util::BodyExt;
use tower::ServiceExt;

const PASSWORD: &str = "correct horse battery";

async fn world() -> (Router, TenantHandle, UserId) {
    let store = authnex_store::SqlStore::memory().unwrap();
    let (authnex, _workers) = Authnex::builder(Arc::new(store))
        .base_url("http://localhost:3000")
        .policy(cheap_policy())
        .build()
        .await
        .unwrap();
    let context = RequestContext::anonymous();
    let request = NewTenantRequest {
        slug: "acme".into(),
        name: "Acme".into(),
        email: "owner@acme.test".into(),
        password: Secret::from(PASSWORD),
        owner_name: None,
    };
    let acme = authnex
        .sign_up_tenant(request, &context)
        .await
        .unwrap()
        .tenant;
    let member = NewUserRequest {
        email: "ben@acme.test".into(),
        password: Secret::from(PASSWORD),
        name: None,
    };
    let ben = acme.sign_up(member, &context).await.unwrap().id;
    (app(&authnex), acme, ben)
}

async fn bearer(acme: &TenantHandle) -> String {
    let request = PasswordSignIn {
        login: "ben@acme.test".into(),
        password: Secret::from(PASSWORD),
        grant: Grant::Tokens {
            client_id: "authnex".into(),
            resource: None,
        },
    };
    let step = acme.sign_in(request, &RequestContext::anonymous()).await;
    let SignInStep::SignedIn(signed_in) = step.unwrap() else {
        panic!("nothing has to be done first");
    };
    format!("Bearer {}", signed_in.tokens.unwrap().access_token)
}

async fn call(
    app: &Router,
    method: &str,
    path: &str,
    bearer: Option<&str>,
) -> (StatusCode, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(bearer) = bearer {
        request = request.header(AUTHORIZATION, bearer);
    }
    let request = request.body(Body::empty()).unwrap();
    let answer = app.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn a_route_with_the_extractor_is_for_who_is_signed_in() {
    let (app, acme, _) = world().await;
    assert_eq!(
        call(&app, "GET", "/hello", None).await.0,
        StatusCode::UNAUTHORIZED
    );
    let forged = call(&app, "GET", "/hello", Some("Bearer nonsense")).await;
    assert_eq!(forged.0, StatusCode::UNAUTHORIZED);
    let bearer = bearer(&acme).await;
    let (status, text) = call(&app, "GET", "/hello", Some(&bearer)).await;
    assert_eq!(
        (status, text.as_str()),
        (StatusCode::OK, "Hello, ben@acme.test")
    );
}

#[tokio::test]
async fn a_route_with_a_permission_is_for_who_holds_it() {
    let (app, acme, ben) = world().await;
    assert_eq!(
        call(&app, "POST", "/articles", None).await.0,
        StatusCode::UNAUTHORIZED
    );
    let before = bearer(&acme).await;
    assert_eq!(
        call(&app, "POST", "/articles", Some(&before)).await.0,
        StatusCode::FORBIDDEN
    );
    let operator = RequestContext::by(Actor::Operator);
    acme.create_role("editor", &["articles:write"], &operator)
        .await
        .unwrap();
    let acme = acme.authnex().tenant("acme").await.unwrap().unwrap();
    acme.assign_role(ben, "editor", &operator).await.unwrap();
    let after = bearer(&acme).await;
    let (status, text) = call(&app, "POST", "/articles", Some(&after)).await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "written"));
}

#[tokio::test]
async fn everything_else_is_authnexs() {
    let (app, _, _) = world().await;
    for path in [
        "/portal/sign-in",
        "/t/acme/sign-in",
        "/t/acme/.well-known/openid-configuration",
        "/healthz",
    ] {
        assert_eq!(
            call(&app, "GET", path, None).await.0,
            StatusCode::OK,
            "{path}"
        );
    }
    assert_eq!(
        call(&app, "GET", "/nothing", None).await.0,
        StatusCode::NOT_FOUND
    );
}
