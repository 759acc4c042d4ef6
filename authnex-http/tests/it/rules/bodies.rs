use authnex_http::route::{RouteName, Verb, routes};
use serde_json::json;

use crate::harness::{World, call, get, post};

const SIGN_IN: &str = "/t/acme/api/v1/auth/sign-in";

#[tokio::test]
async fn malformed_json_is_refused_with_its_position() {
    let world = World::with_two_tenants().await;
    let reply = post(SIGN_IN)
        .body("application/json", "{\n  \"email\": \"a")
        .send(&world)
        .await;
    reply.is_problem(400, "malformed_json");
    assert!(reply.text().contains("Line 2"), "{}", reply.text());
    let bad_utf8 = post(SIGN_IN)
        .body("application/json", &b"{\"email\": \"\xff\"}"[..])
        .send(&world)
        .await;
    bad_utf8.is_problem(400, "malformed_json");
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let world = World::with_two_tenants().await;
    for (body, field, code) in [
        (
            json!({"email": "a", "password": "b", "admin": true}),
            "admin",
            "unknown_field",
        ),
        (json!({"email": "a"}), "password", "missing_field"),
    ] {
        let reply = post(SIGN_IN).json(&body).send(&world).await;
        reply.is_problem(400, "wrong_shape");
        let error = &reply.json()["errors"][0];
        assert_eq!(
            (&error["field"], &error["code"]),
            (&json!(field), &json!(code))
        );
    }
    for body in [
        json!({"email": 1, "password": "b"}),
        json!([]),
        json!(["ada@example.test", "correct horse battery", null]),
        json!(null),
        json!("x"),
    ] {
        let reply = post(SIGN_IN).json(&body).send(&world).await;
        reply.is_problem(400, "wrong_shape");
    }
}

#[tokio::test]
async fn another_media_type_is_refused() {
    let world = World::with_two_tenants().await;
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
    ] {
        let reply = post(SIGN_IN).body(content_type, "{}").send(&world).await;
        reply.is_problem(415, "wrong_content_type");
    }
    let body = json!({"email": "a@b.test", "password": "x"}).to_string();
    let reply = post(SIGN_IN)
        .body("Application/JSON; charset=utf-8", body)
        .send(&world)
        .await;
    reply.is_problem(401, "wrong_credentials");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_declared_or_not() {
    let world = World::with_two_tenants().await;
    let large = format!("{{\"email\": \"{}\"}}", "x".repeat(70_000));
    let sent = post(SIGN_IN)
        .body("application/json", large.clone())
        .send(&world)
        .await;
    sent.is_problem(413, "body_too_large");
    let declared = get("/healthz")
        .header("content-length", "70000")
        .send(&world)
        .await;
    declared.is_problem(413, "body_too_large");
}

#[tokio::test]
async fn every_path_answers_a_wrong_method_by_405_with_allow() {
    let world = World::operated().await;
    for route in routes() {
        let path = route.path_of("acme");
        let reply = call("PUT", &path).send(&world).await;
        assert_eq!(reply.status, 405, "{path}");
        let allow = reply.header("allow");
        assert!(allow.contains(route.verb.as_str()), "{path}: {allow}");
    }
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_404_in_the_form_that_the_reader_takes() {
    let world = World::with_two_tenants().await;
    for path in [
        "/nothing",
        "/t",
        "/t/acme/api/v1/nothing",
        "/t/acme/api/v1/me/",
        "//",
    ] {
        get(path).send(&world).await.is_problem(404, "not_found");
    }
    let page = get("/nothing")
        .header("accept", "text/html,*/*;q=0.8")
        .send(&world)
        .await;
    assert_eq!(page.status, 404);
    assert!(page.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn every_url_of_an_unknown_tenant_is_404_but_the_password_posts_of_sign_in() {
    let world = World::with_two_tenants().await;
    for route in routes().filter(|route| route.path.contains("{slug}")) {
        let is_sign_in = route.verb == Verb::Post && route.path.ends_with("/sign-in");
        if is_sign_in {
            continue;
        }
        // Forms are refused for their missing token before anything is looked up.
        if route.verb == Verb::Post && matches!(route.name, RouteName::Portal(_)) {
            continue;
        }
        let reply = call(route.verb.as_str(), &route.path_of("nowhere"))
            .json(&body_of(route.path))
            .send(&world)
            .await;
        assert_eq!(
            reply.status,
            404,
            "{} {}: {}",
            route.verb.as_str(),
            route.path,
            reply.text()
        );
    }
}

fn body_of(path: &str) -> serde_json::Value {
    match path.rsplit('/').next().unwrap() {
        "refresh" => json!({"refresh_token": "x"}),
        "change-password" => json!({"flow": "x", "new_password": "x"}),
        _ => json!({"email": "a@b.test", "password": "x"}),
    }
}
