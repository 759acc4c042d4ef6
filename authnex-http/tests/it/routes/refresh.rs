use serde_json::json;

use crate::harness::{Reply, World, get, post};

async fn refresh(world: &World, slug: &str, token: &str) -> Reply {
    post(&format!("/t/{slug}/api/v1/auth/refresh"))
        .json(&json!({"refresh_token": token}))
        .send(world)
        .await
}

#[tokio::test]
async fn a_token_of_another_tenant_is_as_none_and_is_not_spent() {
    let world = World::with_two_tenants().await;
    let tokens = world.tokens("acme").await;
    let foreign = refresh(&world, "globex", &tokens.refresh).await;
    foreign.is_problem(401, "invalid_refresh_token");
    let own = refresh(&world, "acme", &tokens.refresh).await;
    assert_eq!(own.status, 200, "{}", own.text());
}

#[tokio::test]
async fn what_is_no_token_is_refused_alike() {
    let world = World::with_two_tenants().await;
    let tokens = world.tokens("acme").await;
    let mut tampered = tokens.refresh.clone();
    tampered.replace_range(20..21, if &tampered[20..21] == "A" { "B" } else { "A" });
    for token in ["", "anx_rt_", &tampered, &tokens.access] {
        refresh(&world, "acme", token)
            .await
            .is_problem(401, "invalid_refresh_token");
    }
}

#[tokio::test]
async fn reuse_after_the_grace_ends_the_session() {
    let world = World::with_two_tenants().await;
    let tokens = world.tokens("acme").await;
    let fresh = refresh(&world, "acme", &tokens.refresh).await.json();
    world.clock.advance(60);
    let reused = refresh(&world, "acme", &tokens.refresh).await;
    reused.is_problem(401, "invalid_refresh_token");
    let successor = fresh["refresh_token"].as_str().unwrap();
    refresh(&world, "acme", successor)
        .await
        .is_problem(401, "invalid_refresh_token");
}

#[tokio::test]
async fn an_expired_access_token_is_refused_with_its_cause() {
    let world = World::with_two_tenants().await;
    let tokens = world.tokens("acme").await;
    world.clock.advance(3600);
    let me = get("/t/acme/api/v1/me")
        .bearer(&tokens.access)
        .send(&world)
        .await;
    me.is_problem(401, "invalid_token");
    assert!(me.text().contains("expired"), "{}", me.text());
    assert_eq!(
        me.header("www-authenticate"),
        "Bearer error=\"invalid_token\""
    );
}
