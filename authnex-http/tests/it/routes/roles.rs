//! Roles as scripts make, change and delete them.

use serde_json::{Value, json};

use crate::harness::{EMAIL, Reply, World, call, get, post};

const PATH: &str = "/t/acme/api/v1/roles";

async fn all_powerful(world: &World) -> String {
    let catalogue = authnex_core::role::CATALOGUE.map(|(name, _)| name);
    world.key("acme", &catalogue).await
}

async fn create(world: &World, key: &str, body: Value) -> Reply {
    post(PATH).bearer(key).json(&body).send(world).await
}

async fn id_of(world: &World, slug: &str, name: &str) -> String {
    let roles = world.handle(slug).await.list_roles().await.unwrap();
    let role = roles.iter().find(|role| role.name.as_str() == name);
    role.unwrap().id.to_string()
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn a_role_is_made_changed_given_and_deleted() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let body = json!({"name": "editor", "permissions": ["articles:write", "users:read"]});
    let made = create(&world, &key, body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["type"], "custom");
    let path = format!("{PATH}/{}", made.json()["id"].as_str().unwrap());
    assert!(made.header("location").ends_with(&path));
    create(&world, &key, json!({"name": "editor"}))
        .await
        .is_problem(409, "role_taken");
    let shown = get(&path).bearer(&key).send(&world).await;
    assert_eq!(shown.json(), made.json());
    let list = get(PATH).bearer(&key).send(&world).await.json();
    let names: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["admin", "editor", "member", "owner"]);

    let tag = shown.header("etag").to_owned();
    let change = async |tag: &str, permissions: Value| {
        let body = json!({"permissions": permissions});
        let call = call("PATCH", &path).bearer(&key).header("if-match", tag);
        call.json(&body).send(&world).await
    };
    let changed = change(&tag, json!(["articles:read"])).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["permissions"], json!(["articles:read"]));
    change(&tag, json!([]))
        .await
        .is_problem(412, "precondition_failed");

    let tenant = world.handle("acme").await;
    let ada = tenant.find_user(EMAIL).await.unwrap().unwrap();
    let user = format!("/t/acme/api/v1/users/{}", ada.id);
    let give = async |roles: Value| {
        let call = call("PATCH", &user).bearer(&key);
        call.json(&json!({"roles": roles})).send(&world).await
    };
    // The key cannot give what it does not hold: it was made before there was such a thing.
    give(json!(["editor"]))
        .await
        .is_problem(403, "permission_required");
    let context = crate::harness::anonymous();
    tenant
        .assign_role(ada.id, "editor", &context)
        .await
        .unwrap();
    let refused = call("DELETE", &path).bearer(&key).send(&world).await;
    refused.is_problem(409, "role_in_use");
    assert!(refused.json()["detail"].as_str().unwrap().contains(EMAIL));
    tenant
        .unassign_role(ada.id, "editor", &context)
        .await
        .unwrap();
    let stale = call("DELETE", &path).bearer(&key).header("if-match", &tag);
    stale
        .send(&world)
        .await
        .is_problem(412, "precondition_failed");
    let gone = call("DELETE", &path).bearer(&key).send(&world).await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    let gone = get(&path).bearer(&key).send(&world).await;
    gone.is_problem(404, "not_found");
}

#[tokio::test]
async fn what_does_not_do_is_told_by_field() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    for (body, field) in [
        (json!({"name": "No Name"}), "name"),
        (json!({"name": ""}), "name"),
        (
            json!({"name": "x", "permissions": ["nonsense"]}),
            "permissions",
        ),
        (
            json!({"name": "x", "permissions": ["users:fly"]}),
            "permissions",
        ),
    ] {
        let refused = create(&world, &key, body.clone()).await;
        refused.is_problem(422, "invalid_input");
        assert_eq!(refused.json()["errors"][0]["field"], field, "{body}");
    }
    for field in ["id", "type", "tenant_id"] {
        let mut body = json!({"name": "x"});
        body[field] = json!("x");
        let refused = create(&world, &key, body).await;
        refused.is_problem(400, "wrong_shape");
    }
}

#[tokio::test]
async fn system_roles_and_other_tenants_roles_stay() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let other = world.handle("globex").await;
    other
        .create_role("theirs", &[], &crate::harness::anonymous())
        .await
        .unwrap();
    for (slug, name, status, code) in [
        ("acme", "owner", 409, "role_is_system"),
        ("acme", "member", 409, "role_is_system"),
        ("globex", "theirs", 404, "not_found"),
        ("globex", "owner", 404, "not_found"),
    ] {
        let path = format!("{PATH}/{}", id_of(&world, slug, name).await);
        let body = json!({"permissions": []});
        let changed = call("PATCH", &path).bearer(&key).json(&body);
        changed.send(&world).await.is_problem(status, code);
        let deleted = call("DELETE", &path).bearer(&key).send(&world).await;
        deleted.is_problem(status, code);
    }
}

#[tokio::test]
async fn nobody_makes_a_role_that_may_more() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["roles:read", "roles:write"]).await;
    let more = json!({"name": "more", "permissions": ["users:write"]});
    create(&world, &key, more)
        .await
        .is_problem(403, "permission_required");
    let own = json!({"name": "own", "permissions": ["roles:read", "articles:read"]});
    let made = create(&world, &key, own).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("{PATH}/{}", made.json()["id"].as_str().unwrap());
    let change = async |permissions: Value| {
        let call = call("PATCH", &path).bearer(&key);
        let call = call.json(&json!({"permissions": permissions}));
        call.send(&world).await
    };
    change(json!(["users:write"]))
        .await
        .is_problem(403, "permission_required");
    // What it allows already may stay.
    let kept = change(json!(["articles:read", "roles:write"])).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
}
