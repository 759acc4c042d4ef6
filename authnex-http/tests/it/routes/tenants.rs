use authnex_core::tenant::StateChange;
use authnex_http::OperatorToken;
use serde_json::{Value, json};

use crate::harness::{OPERATOR, OWNER, PASSWORD, Reply, World, anonymous, call, get, post};

const PATH: &str = "/api/v1/tenants";

async fn create(world: &World, body: Value) -> Reply {
    post(PATH).bearer(OPERATOR).json(&body).send(world).await
}

async fn change(world: &World, slug: &str, body: Value) -> Reply {
    let call = call("PATCH", &format!("{PATH}/{slug}"));
    call.bearer(OPERATOR).json(&body).send(world).await
}

#[tokio::test]
async fn a_tenant_is_made_shown_and_listed() {
    let world = World::operated().await;
    let body = json!({"slug": "acme", "name": "Acme Inc.", "email": OWNER, "password": PASSWORD});
    let reply = create(&world, body.clone()).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let made = reply.json();
    assert_eq!(made["tenant"]["slug"], "acme");
    assert_eq!(made["tenant"]["issuer"], "http://localhost:8080/t/acme");
    assert_eq!(made["tenant"]["state"], "active");
    assert!(made["owner"].as_str().unwrap().starts_with("usr_"));
    assert_eq!(
        reply.header("location"),
        "http://localhost:8080/api/v1/tenants/acme"
    );
    let shown = get(&format!("{PATH}/acme"))
        .bearer(OPERATOR)
        .send(&world)
        .await;
    assert_eq!(shown.json(), made["tenant"]);
    create(&world, body).await.is_problem(409, "slug_taken");
    let body = json!({"slug": "globex", "email": OWNER, "password": PASSWORD});
    assert_eq!(
        create(&world, body).await.json()["tenant"]["name"],
        "globex"
    );
    let first = get(&format!("{PATH}?limit=1"))
        .bearer(OPERATOR)
        .send(&world)
        .await
        .json();
    assert_eq!(first["items"], json!([made["tenant"]]));
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = get(&format!("{PATH}?cursor={cursor}")).bearer(OPERATOR);
    let rest = rest.send(&world).await.json();
    assert_eq!(rest["items"][0]["slug"], "globex");
    assert!(rest["next_cursor"].is_null());
    let unknown = get(&format!("{PATH}/none"))
        .bearer(OPERATOR)
        .send(&world)
        .await;
    unknown.is_problem(404, "not_found");
}

#[tokio::test]
async fn what_does_not_do_is_refused() {
    let world = World::operated().await;
    let body = json!({"slug": "-", "email": "odd", "password": "short"});
    let refused = create(&world, body).await;
    refused.is_problem(422, "invalid_input");
    assert_eq!(refused.json()["errors"].as_array().unwrap().len(), 3);
    let body = json!({"slug": "acme", "email": OWNER, "password": PASSWORD, "state": "suspended"});
    create(&world, body).await.is_problem(400, "wrong_shape");
}

#[tokio::test]
async fn a_tenant_is_suspended_and_reactivated() {
    let world = World::operated().await;
    world.tenant("acme").await;
    let key = world.key("acme", &["users:read"]).await;
    let users = || get("/t/acme/api/v1/users").bearer(&key);
    for (state, status) in [
        ("suspended", 403),
        ("suspended", 403),
        ("active", 200),
        ("active", 200),
    ] {
        let reply = change(&world, "acme", json!({"state": state})).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.json()["state"], state);
        assert_eq!(users().send(&world).await.status, status);
    }
    for body in [
        json!({"state": "gone"}),
        json!({}),
        json!({"state": "active", "slug": "x"}),
    ] {
        assert_eq!(change(&world, "acme", body).await.status, 400);
    }
    change(&world, "none", json!({"state": "active"}))
        .await
        .is_problem(404, "not_found");
    let operator = world.authnex.operator();
    operator
        .set_tenant_state("acme", StateChange::RequestDeletion, &anonymous())
        .await
        .unwrap();
    change(&world, "acme", json!({"state": "suspended"}))
        .await
        .is_problem(409, "state_not_applicable");
    let back = change(&world, "acme", json!({"state": "active"})).await;
    assert_eq!(back.json()["state"], "active");
}

#[tokio::test]
async fn without_a_token_there_is_no_such_api() {
    let world = World::new().await;
    for method in ["GET", "POST", "DELETE", "PATCH"] {
        let reply = call(method, PATH).bearer(OPERATOR).send(&world).await;
        reply.is_problem(404, "not_found");
    }
}

#[test]
fn a_token_that_could_be_guessed_is_refused() {
    for text in [
        "",
        "short",
        &"a".repeat(31),
        &format!("{} ", "a".repeat(40)),
    ] {
        assert!(OperatorToken::parse((*text).into()).is_err(), "{text}");
    }
    let token = OperatorToken::parse(OPERATOR.into()).unwrap();
    assert!(!format!("{token:?}").contains("operator-"));
}
