use serde_json::{Value, json};

use super::party::*;
use crate::harness::{Reply, World, post};

async fn service_world() -> World {
    let world = world().await;
    let service = json!({
        "client_id": "service",
        "client_secret": SECRET,
        "grant_types": ["client_credentials"],
        "permissions": ["users:read", "introspect"],
        "scope": "openid orders:read",
        "default_audience": "https://api.example",
    });
    put(&world, "acme", service).await;
    world
}

async fn ask(world: &World, further: &[(&str, &str)]) -> Reply {
    let fields = [&[("grant_type", "client_credentials")], further].concat();
    token_as(world, "acme", "service", &fields).await
}

#[tokio::test]
async fn a_client_gets_what_it_has_in_its_own_name() {
    let world = service_world().await;
    let reply = ask(&world, &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let told = reply.json();
    assert_eq!(told["scope"], "introspect orders:read users:read");
    assert!(told.get("refresh_token").is_none() && told.get("id_token").is_none());
    let claims = claims(told["access_token"].as_str().unwrap());
    assert_eq!(claims["sub"], "service");
    assert_eq!(claims["client_id"], "service");
    assert_eq!(claims["aud"], "https://api.example");
    assert!(claims.get("sid").is_none());
    let narrow = ask(
        &world,
        &[("scope", "orders:read"), ("resource", "https://b.example")],
    )
    .await;
    assert_eq!(narrow.json()["scope"], "orders:read");
    let claims = super::party::claims(narrow.json()["access_token"].as_str().unwrap());
    assert_eq!(claims["aud"], "https://b.example");
}

#[tokio::test]
async fn what_it_does_not_have_is_refused() {
    let world = service_world().await;
    for scope in ["openid", "users:write", "orders:read offline_access"] {
        is_error(
            &ask(&world, &[("scope", scope)]).await,
            400,
            "invalid_scope",
        );
    }
    let reply = ask(&world, &[("resource", "nonsense")]).await;
    is_error(&reply, 400, "invalid_target");
}

async fn introspect(world: &World, slug: &str, client: &str, token: &str) -> Value {
    let reply = post(&format!("/t/{slug}/oauth/introspect"))
        .header("authorization", &basic(client, SECRET))
        .form(&[("token", token), ("token_type_hint", "refresh_token")])
        .send(world)
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    reply.json()
}

#[tokio::test]
async fn a_token_is_told_to_its_client_and_to_who_may_ask_for_all() {
    let world = service_world().await;
    let told = ask(&world, &[]).await.json();
    let own = told["access_token"].as_str().unwrap();
    let seen = introspect(&world, "acme", "service", own).await;
    assert_eq!(seen["active"], true);
    assert_eq!(seen["client_id"], "service");
    assert_eq!(seen["scope"], "introspect orders:read users:read");
    let nothing = json!({"active": false});
    assert_eq!(introspect(&world, "acme", "rp", own).await, nothing);
    assert_eq!(introspect(&world, "globex", "rp", own).await, nothing);
    assert_eq!(introspect(&world, "acme", "rp", "nonsense").await, nothing);
    let users = tokens(&world, "acme", &[("scope", "openid offline_access")]).await;
    for name in ["access_token", "refresh_token"] {
        let token = users[name].as_str().unwrap();
        for client in ["rp", "service"] {
            let seen = introspect(&world, "acme", client, token).await;
            assert_eq!(seen["active"], true, "{name} by {client}");
            assert_eq!(seen["username"], "ada@example.test");
        }
    }
    let id_token = users["id_token"].as_str().unwrap();
    assert_eq!(introspect(&world, "acme", "rp", id_token).await, nothing);
    world.clock.advance(901);
    assert_eq!(introspect(&world, "acme", "service", own).await, nothing);
}

async fn revoke(world: &World, client: &str, token: &str) -> Reply {
    post("/t/acme/oauth/revoke")
        .header("authorization", &basic(client, SECRET))
        .form(&[("token", token)])
        .send(world)
        .await
}

#[tokio::test]
async fn a_token_is_given_back_by_its_client_alone() {
    let world = service_world().await;
    let nothing = json!({"active": false});
    let own = ask(&world, &[]).await.json();
    let own = own["access_token"].as_str().unwrap();
    is_error(&revoke(&world, "rp", own).await, 400, "unauthorized_client");
    assert_eq!(
        introspect(&world, "acme", "service", own).await["active"],
        true
    );
    for _ in 0..2 {
        assert_eq!(revoke(&world, "service", own).await.status, 200);
    }
    assert_eq!(introspect(&world, "acme", "service", own).await, nothing);
    assert_eq!(revoke(&world, "service", "nonsense").await.status, 200);

    let users = tokens(&world, "acme", &[("scope", "openid offline_access")]).await;
    let (access, refresh) = (&users["access_token"], &users["refresh_token"]);
    let refresh = refresh.as_str().unwrap();
    is_error(
        &revoke(&world, "service", refresh).await,
        400,
        "unauthorized_client",
    );
    assert_eq!(revoke(&world, "rp", refresh).await.status, 200);
    for token in [access.as_str().unwrap(), refresh] {
        assert_eq!(introspect(&world, "acme", "rp", token).await, nothing);
    }
}
