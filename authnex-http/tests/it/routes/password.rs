use serde_json::{Value, json};

use crate::harness::{EMAIL, PASSWORD, Reply, World, get, post};

async fn change(world: &World, access: &str, body: &Value) -> Reply {
    post("/t/acme/api/v1/me/password")
        .json(body)
        .bearer(access)
        .send(world)
        .await
}

#[tokio::test]
async fn the_own_password_is_changed_and_other_sessions_end() {
    let world = World::with_two_tenants().await;
    let (one, other) = (world.tokens("acme").await, world.tokens("acme").await);
    let body = json!({"current_password": PASSWORD, "new_password": "another long password", "end_other_sessions": true});
    let changed = change(&world, &one.access, &body).await;
    assert_eq!(changed.status, 204, "{}", changed.text());
    let me = get("/t/acme/api/v1/me");
    assert_eq!(
        me.clone().bearer(&one.access).send(&world).await.status,
        200
    );
    me.bearer(&other.access)
        .send(&world)
        .await
        .is_problem(401, "invalid_token");
    let body = json!({"email": EMAIL, "password": PASSWORD});
    let old = post("/t/acme/api/v1/auth/sign-in")
        .json(&body)
        .send(&world)
        .await;
    old.is_problem(401, "wrong_credentials");
}

#[tokio::test]
async fn the_present_password_must_be_right_and_the_new_one_do() {
    let world = World::with_two_tenants().await;
    let access = world.tokens("acme").await.access;
    let body =
        json!({"current_password": "wrong password", "new_password": "another long password"});
    change(&world, &access, &body)
        .await
        .is_problem(403, "wrong_password");
    let body = json!({"current_password": PASSWORD, "new_password": "short"});
    change(&world, &access, &body)
        .await
        .is_problem(422, "invalid_input");
}
