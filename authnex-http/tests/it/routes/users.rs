use authnex_core::user::UserStatus;
use http::StatusCode;
use serde_json::{Value, json};

use crate::harness::{EMAIL, OWNER, PASSWORD, Reply, World, anonymous, get, post};

const PATH: &str = "/t/acme/api/v1/users";
const ALL: [&str; 4] = ["users:read", "users:write", "roles:write", "tenant:write"];

async fn create(world: &World, key: &str, body: Value) -> Reply {
    post(PATH).bearer(key).json(&body).send(world).await
}

async fn emails(world: &World, key: &str, query: &str) -> Vec<String> {
    let reply = get(&format!("{PATH}{query}")).bearer(key).send(world).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    let items = answer["items"].as_array().unwrap();
    let email = |item: &Value| item["email"].as_str().unwrap().to_owned();
    items.iter().map(email).collect()
}

#[tokio::test]
async fn a_user_is_made_shown_and_signs_in() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &ALL).await;
    world.clock.advance_millis(1);
    let body = json!({"username": "bea", "email": "Bea@example.test", "email_verified": true,
                      "name": "Bea", "password": PASSWORD,
                      "profile": {"given_name": "Bea", "address": {"country": "US"}},
                      "attributes": {"plan": "gold"}});
    let reply = create(&world, &key, body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let made = reply.json();
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("usr_"));
    assert_eq!(made["email_verified"], true);
    assert_eq!(made["roles"], json!(["member"]));
    assert_eq!(made["profile"]["address"]["country"], "US");
    assert_eq!(made["attributes"], json!({"plan": "gold"}));
    let location = reply.header("location");
    assert_eq!(location, format!("http://localhost:8080{PATH}/{id}"));
    let shown = get(&format!("{PATH}/{id}")).bearer(&key).send(&world).await;
    assert_eq!(shown.json(), made);
    let at = made["created_at"].as_str().unwrap();
    assert!(at.ends_with('Z') && at.contains('.'), "{at}");
    let sign_in = post("/t/acme/api/v1/auth/sign-in")
        .json(&json!({"email": "bea", "password": PASSWORD}))
        .send(&world)
        .await;
    assert_eq!(sign_in.status, 200, "{}", sign_in.text());
    // The trail says who did it.
    let tenant = world.handle("acme").await;
    let who = tenant.authenticate_api_key(&key).await.unwrap().unwrap();
    let events = tenant
        .list_events(&authnex_core::foundation::PageRequest::new(10, None))
        .await
        .unwrap();
    let made = events
        .items
        .iter()
        .find(|event| event.kind == "user.created");
    assert_eq!(made.unwrap().actor, who.client.id.to_string());
}

#[tokio::test]
async fn a_hash_of_another_system_is_taken_over() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &ALL).await;
    // bcrypt of 'password', cost 4.
    let hash = "$2b$04$abcdefghijklmnopqrstuuEPCmvIZFM6pb2lKOFgIvGS6ZeiHvPBC";
    let body = json!({"email": "bea@example.test", "password_hash": hash});
    let reply = create(&world, &key, body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let both = json!({"email": "cy@example.test", "password_hash": hash, "password": PASSWORD});
    let refused = create(&world, &key, both).await;
    refused.is_problem(422, "invalid_input");
    assert_eq!(refused.json()["errors"][0]["field"], "password_hash");
    let none = create(&world, &key, json!({"email": "dee@example.test"})).await;
    assert_eq!(none.status, 201);
    let wrong = json!({"email": "eve@example.test", "password_hash": "plain"});
    create(&world, &key, wrong)
        .await
        .is_problem(422, "invalid_input");
}

#[tokio::test]
async fn what_does_not_do_is_told_by_field() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &ALL).await;
    for (body, field) in [
        (json!({}), "username"),
        (json!({"email": "nonsense"}), "email"),
        (
            json!({"email": "a@example.test", "password": "short"}),
            "password",
        ),
        (
            json!({"email": "a@example.test", "roles": ["nobody"]}),
            "roles",
        ),
        (
            json!({"email": "a@example.test", "name": "x".repeat(101)}),
            "name",
        ),
    ] {
        let refused = create(&world, &key, body.clone()).await;
        refused.is_problem(422, "invalid_input");
        let errors = refused.json()["errors"].clone();
        let names = |error: &Value| error["field"] == field;
        assert!(
            errors.as_array().unwrap().iter().any(names),
            "{body}: {errors}"
        );
    }
    let taken = create(&world, &key, json!({"email": EMAIL})).await;
    taken.is_problem(409, "user_taken");
}

#[tokio::test]
async fn fields_that_are_not_for_callers_to_set_are_refused() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &ALL).await;
    for field in [
        "id",
        "status",
        "created_at",
        "permissions",
        "tenant_id",
        "is_admin",
    ] {
        let mut body = json!({"email": "bea@example.test"});
        body[field] = json!("x");
        let refused = create(&world, &key, body).await;
        refused.is_problem(400, "wrong_shape");
        assert_eq!(refused.json()["errors"][0]["code"], "unknown_field");
    }
    assert!(
        emails(&world, &key, "?email=bea@example.test")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn nobody_makes_a_user_who_may_more() {
    let world = World::with_two_tenants().await;
    let body = |role: &str| json!({"email": format!("new-{role}@example.test"), "roles": [role]});
    let writer = world.key("acme", &["users:write"]).await;
    for role in ["admin", "owner"] {
        let refused = create(&world, &writer, body(role)).await;
        refused.is_problem(403, "permission_required");
        assert!(
            refused.json()["detail"]
                .as_str()
                .unwrap()
                .contains("roles:write")
        );
    }
    let giver = world.key("acme", &ALL).await;
    create(&world, &giver, body("owner"))
        .await
        .is_problem(403, "permission_required");
    assert_eq!(create(&world, &writer, body("member")).await.status, 201);
    let catalogue = authnex_core::role::CATALOGUE.map(|(name, _)| name);
    let all = world.key("acme", &catalogue).await;
    let made = create(&world, &all, body("owner")).await;
    assert_eq!(made.json()["roles"], json!(["owner"]));
}

#[tokio::test]
async fn users_are_listed_by_pages_and_found_by_filters() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &ALL).await;
    let all = emails(&world, &key, "").await;
    assert_eq!(all.len(), 2);
    assert!(
        [OWNER, EMAIL]
            .iter()
            .all(|&email| all.contains(&email.to_owned()))
    );
    let first = get(&format!("{PATH}?limit=1"))
        .bearer(&key)
        .send(&world)
        .await;
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let rest = format!("?limit=1&cursor={cursor}");
    assert_eq!(emails(&world, &key, &rest).await, all[1..]);
    for query in ["?email=ADA@example.test", "?username=Ada@example.test"] {
        assert_eq!(emails(&world, &key, query).await, [EMAIL], "{query}");
    }
    let none = "?email=ada@example.test&username=owner@example.test";
    assert!(emails(&world, &key, none).await.is_empty());
    let tenant = world.handle("acme").await;
    let page = authnex_core::foundation::PageRequest::new(10, None);
    let users = tenant.list_users(&page).await.unwrap().items;
    let ada = users.iter().find(|user| user.username == EMAIL).unwrap();
    let status = UserStatus::Suspended;
    tenant
        .set_user_status(ada.id, status, &anonymous())
        .await
        .unwrap();
    assert_eq!(emails(&world, &key, "?status=suspended").await, [EMAIL]);
    assert_eq!(emails(&world, &key, "?status=active").await, [OWNER]);
    let both = "?status=active&email=ada@example.test";
    assert!(emails(&world, &key, both).await.is_empty());
    for query in [
        "?status=odd",
        "?email=odd",
        "?nonsense=1",
        "?limit=0",
        "?cursor=x",
    ] {
        let refused = get(&format!("{PATH}{query}"))
            .bearer(&key)
            .send(&world)
            .await;
        assert_eq!(refused.status, 400, "{query}");
    }
}

#[tokio::test]
async fn another_tenants_user_is_as_absent_as_none() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &ALL).await;
    let other = world.handle("globex").await;
    let page = authnex_core::foundation::PageRequest::new(10, None);
    let stranger = other.list_users(&page).await.unwrap().items[0]
        .id
        .to_string();
    for id in [
        stranger.as_str(),
        "usr_00000000000000000000000000",
        "nonsense",
    ] {
        let reply = get(&format!("{PATH}/{id}")).bearer(&key).send(&world).await;
        reply.is_problem(404, "not_found");
    }
}

#[tokio::test]
async fn an_owner_may_by_access_token() {
    let world = World::with_two_tenants().await;
    let body = json!({"email": OWNER, "password": PASSWORD});
    let sign_in = post("/t/acme/api/v1/auth/sign-in")
        .json(&body)
        .send(&world)
        .await;
    let token = sign_in.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(emails(&world, &token, "").await.len(), 2);
    let made = create(
        &world,
        &token,
        json!({"email": "b@example.test", "roles": ["owner"]}),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.text());
}
