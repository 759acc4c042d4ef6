use serde_json::json;

use super::party::*;
use crate::harness::{Reply, World, anonymous};

async fn refresh(world: &World, slug: &str, token_: &str, further: &[(&str, &str)]) -> Reply {
    let fields = [
        &[("grant_type", "refresh_token"), ("refresh_token", token_)],
        further,
    ]
    .concat();
    token(world, slug, &fields).await
}

#[tokio::test]
async fn a_refresh_token_is_replaced_and_the_id_token_says_the_same() {
    let world = world().await;
    let first = tokens(
        &world,
        "acme",
        &[("scope", "openid profile offline_access")],
    )
    .await;
    let old = first["refresh_token"].as_str().unwrap();
    world.clock.advance(100);
    let reply = refresh(&world, "acme", old, &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let second = reply.json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(second["scope"], "offline_access openid profile");
    let (before, after) = (
        claims(first["id_token"].as_str().unwrap()),
        claims(second["id_token"].as_str().unwrap()),
    );
    for name in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert!(after["iat"].as_i64() > before["iat"].as_i64());
    assert!(after.get("nonce").is_none());
    let narrow = refresh(
        &world,
        "acme",
        second["refresh_token"].as_str().unwrap(),
        &[("scope", "profile")],
    )
    .await;
    let narrow = narrow.json();
    assert_eq!(narrow["scope"], "profile");
    assert!(narrow.get("id_token").is_none());
    let wide = refresh(
        &world,
        "acme",
        narrow["refresh_token"].as_str().unwrap(),
        &[],
    )
    .await;
    assert_eq!(
        wide.json()["scope"],
        "offline_access openid profile",
        "what was granted stays"
    );
}

#[tokio::test]
async fn more_than_was_granted_is_refused_and_uses_nothing_up() {
    let world = world().await;
    let first = tokens(&world, "acme", &[("scope", "openid offline_access")]).await;
    let old = first["refresh_token"].as_str().unwrap();
    let more = refresh(&world, "acme", old, &[("scope", "openid email")]).await;
    is_error(&more, 400, "invalid_scope");
    let elsewhere = refresh(&world, "acme", old, &[("resource", "https://b.example")]).await;
    is_error(&elsewhere, 400, "invalid_target");
    assert_eq!(refresh(&world, "acme", old, &[]).await.status, 200);
}

#[tokio::test]
async fn a_token_used_again_after_the_grace_ends_its_family() {
    let world = world().await;
    let first = tokens(&world, "acme", &[("scope", "openid offline_access")]).await;
    let old = first["refresh_token"].as_str().unwrap();
    let second = refresh(&world, "acme", old, &[]).await.json();
    let again = refresh(&world, "acme", old, &[]).await.json();
    assert_eq!(
        second["refresh_token"], again["refresh_token"],
        "within the grace"
    );
    world.clock.advance(11);
    is_error(
        &refresh(&world, "acme", old, &[]).await,
        400,
        "invalid_grant",
    );
    let newest = second["refresh_token"].as_str().unwrap();
    is_error(
        &refresh(&world, "acme", newest, &[]).await,
        400,
        "invalid_grant",
    );
}

#[tokio::test]
async fn a_disabled_client_or_a_suspended_user_ends_it() {
    let world = world().await;
    let asked = [("scope", "openid offline_access")];
    let one = tokens(&world, "acme", &asked).await;
    let one = one["refresh_token"].as_str().unwrap();
    let tenant = world.handle("acme").await;
    let client = tenant.find_client("rp").await.unwrap().unwrap();
    for (enabled, status, error) in [(false, 401, "invalid_client"), (true, 400, "invalid_grant")] {
        tenant
            .set_client_enabled(client.id, enabled, &anonymous())
            .await
            .unwrap();
        is_error(&refresh(&world, "acme", one, &[]).await, status, error);
    }
    let two = tokens(&world, "acme", &asked).await;
    let user = claims(two["access_token"].as_str().unwrap());
    let user = user["sub"].as_str().unwrap().parse().unwrap();
    let status = authnex_core::user::UserStatus::Suspended;
    tenant
        .set_user_status(user, status, &anonymous())
        .await
        .unwrap();
    let two = two["refresh_token"].as_str().unwrap();
    is_error(
        &refresh(&world, "acme", two, &[]).await,
        400,
        "invalid_grant",
    );
}

#[tokio::test]
async fn the_tenants_own_sign_in_is_no_clients() {
    let world = world().await;
    let own = world.tokens("acme").await;
    is_error(
        &refresh(&world, "acme", &own.refresh, &[]).await,
        400,
        "invalid_grant",
    );
    let granted = tokens(&world, "acme", &[("scope", "openid offline_access")]).await;
    let body = json!({"refresh_token": granted["refresh_token"]});
    let reply = crate::harness::post("/t/acme/api/v1/auth/refresh")
        .json(&body)
        .send(&world)
        .await;
    assert_eq!(reply.status, 401);
}
