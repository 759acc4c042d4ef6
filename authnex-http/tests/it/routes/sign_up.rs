use serde_json::json;

use crate::harness::{EMAIL, PASSWORD, World, post};

const PATH: &str = "/t/acme/api/v1/auth/sign-up";

#[tokio::test]
async fn the_whole_way_from_sign_up_to_sign_out() {
    let world = World::new().await;
    world.tenant("acme").await;
    let body = json!({"email": EMAIL, "password": PASSWORD, "name": "Ada"});
    let made = post(PATH).json(&body).send(&world).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let user = made.json()["user"].clone();
    assert!(user["id"].as_str().unwrap().starts_with("usr_"));
    assert_eq!(
        (&user["email"], &user["name"]),
        (&json!(EMAIL), &json!("Ada"))
    );
    assert!(
        made.headers.get("set-cookie").is_none(),
        "sign-up does not sign in"
    );

    let tokens = world.tokens("acme").await;
    let me = crate::harness::get("/t/acme/api/v1/me")
        .bearer(&tokens.access)
        .send(&world)
        .await;
    assert_eq!(me.json()["user"]["id"], user["id"]);

    let body = json!({"refresh_token": tokens.refresh});
    let fresh = post("/t/acme/api/v1/auth/refresh")
        .json(&body)
        .send(&world)
        .await;
    assert_eq!(fresh.status, 200, "{}", fresh.text());
    let access = fresh.json()["access_token"].as_str().unwrap().to_owned();

    let out = post("/t/acme/api/v1/auth/sign-out")
        .bearer(&access)
        .send(&world)
        .await;
    assert_eq!((out.status.as_u16(), out.text()), (204, ""));
    let me = crate::harness::get("/t/acme/api/v1/me")
        .bearer(&access)
        .send(&world)
        .await;
    me.is_problem(401, "invalid_token");
}

#[tokio::test]
async fn what_does_not_do_is_named_field_by_field() {
    let world = World::new().await;
    world.tenant("acme").await;
    let body = json!({"email": "no address", "password": "short"});
    let reply = post(PATH).json(&body).send(&world).await;
    reply.is_problem(422, "invalid_input");
    let errors = reply.json()["errors"].as_array().unwrap().clone();
    let fields: Vec<&str> = errors
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert!(
        fields.contains(&"email") && fields.contains(&"password"),
        "{fields:?}"
    );
}

#[tokio::test]
async fn an_address_has_one_account_in_a_tenant_and_another_in_the_next() {
    let world = World::with_two_tenants().await;
    let body = json!({"email": EMAIL.to_uppercase(), "password": PASSWORD});
    let again = post(PATH).json(&body).send(&world).await;
    again.is_problem(409, "email_taken");
}

#[tokio::test]
async fn an_unknown_tenant_takes_nobody() {
    let world = World::new().await;
    let body = json!({"email": EMAIL, "password": PASSWORD});
    let reply = post(PATH).json(&body).send(&world).await;
    reply.is_problem(404, "not_found");
}
