use serde_json::json;

use crate::harness::{World, get, post};

#[tokio::test]
async fn sign_out_ends_this_session_and_its_refresh_token_alone() {
    let world = World::with_two_tenants().await;
    let (one, other) = (world.tokens("acme").await, world.tokens("acme").await);
    let out = post("/t/acme/api/v1/auth/sign-out")
        .bearer(&one.access)
        .send(&world)
        .await;
    assert_eq!(out.status, 204);
    let body = json!({"refresh_token": one.refresh});
    let refused = post("/t/acme/api/v1/auth/refresh")
        .json(&body)
        .send(&world)
        .await;
    refused.is_problem(401, "invalid_refresh_token");
    let me = get("/t/acme/api/v1/me")
        .bearer(&other.access)
        .send(&world)
        .await;
    assert_eq!(me.status, 200);
}
