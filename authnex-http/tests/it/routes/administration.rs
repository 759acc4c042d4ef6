//! What a script does to users: change, suspend, sign out, delete.

use http::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Call, EMAIL, OWNER, PASSWORD, Reply, World, call, get, post};

const PATH: &str = "/t/acme/api/v1/users";

async fn all_powerful(world: &World) -> String {
    let catalogue = authnex_core::role::CATALOGUE.map(|(name, _)| name);
    world.key("acme", &catalogue).await
}

async fn id_of(world: &World, slug: &str, email: &str) -> String {
    let tenant = world.handle(slug).await;
    let user = tenant.find_user(email).await.unwrap().unwrap();
    user.id.to_string()
}

async fn sign_in(world: &World, email: &str) -> Reply {
    post("/t/acme/api/v1/auth/sign-in")
        .json(&json!({"email": email, "password": PASSWORD}))
        .send(world)
        .await
}

fn patch(path: &str) -> Call {
    call("PATCH", path)
}

fn delete(path: &str) -> Call {
    call("DELETE", path)
}

async fn act(world: &World, token: &str, id: &str, action: &str) -> Reply {
    let path = format!("{PATH}/{id}/{action}");
    post(&path).bearer(token).send(world).await
}

async fn owner_token(world: &World) -> String {
    let reply = sign_in(world, OWNER).await;
    reply.json()["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_user_is_changed_and_shown_as_changed() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let path = format!("{PATH}/{}", id_of(&world, "acme", EMAIL).await);
    let body = json!({"name": "Ada L.", "profile": {"given_name": "Ada"},
                      "attributes": {"plan": "gold"}, "roles": ["admin"]});
    let changed = patch(&path).bearer(&key).json(&body).send(&world).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["roles"], json!(["admin"]));
    assert_eq!(changed.json()["attributes"], json!({"plan": "gold"}));
    let shown = get(&path).bearer(&key).send(&world).await;
    assert_eq!(shown.json(), changed.json());
    assert_eq!(shown.header("etag"), changed.header("etag"));
    // What is absent stays; no roles are the member's.
    let body = json!({"name": "", "roles": []});
    let changed = patch(&path).bearer(&key).json(&body).send(&world).await;
    assert_eq!(changed.json()["name"], Value::Null);
    assert_eq!(changed.json()["profile"]["given_name"], "Ada");
    assert_eq!(changed.json()["roles"], json!(["member"]));
    for (body, status, code) in [
        (json!({"roles": ["nobody"]}), 422, "invalid_input"),
        (json!({"email": "nonsense"}), 422, "invalid_input"),
        (json!({"email": OWNER}), 409, "user_taken"),
        (json!({"status": "active"}), 400, "wrong_shape"),
        (json!({"id": "usr_x"}), 400, "wrong_shape"),
        (json!({"password": PASSWORD}), 400, "wrong_shape"),
    ] {
        let refused = patch(&path).bearer(&key).json(&body).send(&world).await;
        refused.is_problem(status, code);
    }
}

#[tokio::test]
async fn the_second_of_two_changes_by_one_sight_is_refused() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let path = format!("{PATH}/{}", id_of(&world, "acme", EMAIL).await);
    let seen = get(&path).bearer(&key).send(&world).await;
    let seen = seen.header("etag").to_owned();
    let write = async |method: &'static str, tag: &str, body: Value| {
        let call = call(method, &path).bearer(&key).header("if-match", tag);
        call.json(&body).send(&world).await
    };
    let first = write("PATCH", &seen, json!({"roles": ["admin"]})).await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert_ne!(first.header("etag"), seen);
    let second = write("PATCH", &seen, json!({"name": "Lost"})).await;
    second.is_problem(412, "precondition_failed");
    let gone = delete(&path).bearer(&key).header("if-match", &seen);
    gone.send(&world)
        .await
        .is_problem(412, "precondition_failed");
    let weak = format!("W/{}", first.header("etag"));
    let weak = write("PATCH", &weak, json!({"name": "Lost"})).await;
    weak.is_problem(412, "precondition_failed");
    for tag in [first.header("etag"), "*"] {
        let body = json!({"name": tag.trim_matches('"')});
        assert_eq!(write("PATCH", tag, body).await.status, 200, "{tag}");
    }
}

#[tokio::test]
async fn a_suspended_user_is_out_until_reactivated() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let id = id_of(&world, "acme", EMAIL).await;
    let token = sign_in(&world, EMAIL).await.json()["access_token"].clone();
    for _ in 0..2 {
        assert_eq!(act(&world, &key, &id, "suspend").await.status, 204);
    }
    sign_in(&world, EMAIL)
        .await
        .is_problem(401, "wrong_credentials");
    let me = get("/t/acme/api/v1/me").bearer(token.as_str().unwrap());
    me.send(&world).await.is_problem(401, "invalid_token");
    assert_eq!(act(&world, &key, &id, "reactivate").await.status, 204);
    assert_eq!(sign_in(&world, EMAIL).await.status, 200);
}

#[tokio::test]
async fn the_last_owner_stays_and_nobody_ends_the_own_account() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let owner = id_of(&world, "acme", OWNER).await;
    let path = format!("{PATH}/{owner}");
    act(&world, &key, &owner, "suspend")
        .await
        .is_problem(409, "last_owner");
    let body = json!({"roles": ["admin"]});
    let demoted = patch(&path).bearer(&key).json(&body).send(&world).await;
    demoted.is_problem(409, "last_owner");
    let gone = delete(&path).bearer(&key).send(&world).await;
    gone.is_problem(409, "last_owner");
    let token = owner_token(&world).await;
    for action in ["suspend", "force-password-change"] {
        act(&world, &token, &owner, action)
            .await
            .is_problem(409, "own_account");
    }
    let gone = delete(&path).bearer(&token).send(&world).await;
    gone.is_problem(409, "own_account");
    // With another owner the first may go.
    let ada = format!("{PATH}/{}", id_of(&world, "acme", EMAIL).await);
    let body = json!({"roles": ["owner"]});
    let raised = patch(&ada).bearer(&token).json(&body).send(&world).await;
    assert_eq!(raised.status, 200, "{}", raised.text());
    assert_eq!(act(&world, &key, &owner, "suspend").await.status, 204);
    // A suspended owner is none that could run it.
    let gone = delete(&ada).bearer(&key).send(&world).await;
    gone.is_problem(409, "last_owner");
    assert_eq!(act(&world, &key, &owner, "reactivate").await.status, 204);
    assert_eq!(delete(&ada).bearer(&key).send(&world).await.status, 204);
}

#[tokio::test]
async fn a_deleted_user_is_gone_and_the_address_is_free() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let id = id_of(&world, "acme", EMAIL).await;
    let token = sign_in(&world, EMAIL).await.json()["access_token"].clone();
    let path = format!("{PATH}/{id}");
    let gone = delete(&path).bearer(&key).send(&world).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
    for call in [get(&path), delete(&path)] {
        let reply = call.bearer(&key).send(&world).await;
        reply.is_problem(404, "not_found");
    }
    sign_in(&world, EMAIL)
        .await
        .is_problem(401, "wrong_credentials");
    let me = get("/t/acme/api/v1/me").bearer(token.as_str().unwrap());
    me.send(&world).await.is_problem(401, "invalid_token");
    let again = post(PATH).bearer(&key).json(&json!({"email": EMAIL}));
    let again = again.send(&world).await;
    assert_eq!(again.status, 201, "{}", again.text());
    // The namesake of the other tenant is another person.
    assert_ne!(id_of(&world, "globex", EMAIL).await, id);
}

#[tokio::test]
async fn a_password_that_must_change_is_asked_for_at_the_next_sign_in() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let id = id_of(&world, "acme", EMAIL).await;
    let token = sign_in(&world, EMAIL).await.json()["access_token"].clone();
    let forced = act(&world, &key, &id, "force-password-change").await;
    assert_eq!(forced.status, 204, "{}", forced.text());
    let me = get("/t/acme/api/v1/me").bearer(token.as_str().unwrap());
    me.send(&world).await.is_problem(401, "invalid_token");
    let next = sign_in(&world, EMAIL).await.json();
    assert_eq!(next["status"], "action_required");
    assert_eq!(next["action"], "change_password");
    let made = post(PATH).bearer(&key);
    let made = made.json(&json!({"email": "nopass@example.test"}));
    let made = made.send(&world).await.json();
    act(
        &world,
        &key,
        made["id"].as_str().unwrap(),
        "force-password-change",
    )
    .await
    .is_problem(409, "no_password");
}

#[tokio::test]
async fn sessions_of_a_user_are_listed_and_ended() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let (ada, owner) = (
        id_of(&world, "acme", EMAIL).await,
        id_of(&world, "acme", OWNER).await,
    );
    sign_in(&world, EMAIL).await;
    sign_in(&world, EMAIL).await;
    let list = async |id: &str| {
        let path = format!("{PATH}/{id}/sessions");
        let reply = get(&path).bearer(&key).send(&world).await;
        reply.json()["items"].as_array().unwrap().clone()
    };
    let before = list(&ada).await;
    let session = before[0]["id"].as_str().unwrap();
    // Through another user's address it is not there.
    let crossed = delete(&format!("{PATH}/{owner}/sessions/{session}"));
    crossed
        .bearer(&key)
        .send(&world)
        .await
        .is_problem(404, "not_found");
    let path = format!("{PATH}/{ada}/sessions/{session}");
    let ended = delete(&path).bearer(&key).send(&world).await;
    assert_eq!(ended.status, 204);
    let again = delete(&path).bearer(&key).send(&world).await;
    again.is_problem(404, "not_found");
    assert_eq!(list(&ada).await.len(), before.len() - 1);
    let out = act(&world, &key, &ada, "sign-out-everywhere").await;
    assert_eq!(out.status, 204);
    assert!(list(&ada).await.is_empty());
}

#[tokio::test]
async fn the_mail_that_verifies_is_sent_again_while_there_is_something_to_verify() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let made = async |body: Value| {
        let reply = post(PATH).bearer(&key).json(&body).send(&world).await;
        reply.json()["id"].as_str().unwrap().to_owned()
    };
    let open = made(json!({"email": "open@example.test"})).await;
    let done = made(json!({"email": "done@example.test", "email_verified": true})).await;
    let bare = made(json!({"username": "bare"})).await;
    let sent = act(&world, &key, &open, "resend-verification").await;
    assert_eq!(sent.status, 204, "{}", sent.text());
    for id in [done, bare] {
        act(&world, &key, &id, "resend-verification")
            .await
            .is_problem(409, "nothing_to_verify");
    }
}

#[tokio::test]
async fn nobody_touches_somebody_who_may_more() {
    let world = World::with_two_tenants().await;
    let narrow = ["users:read", "users:write", "roles:write", "sessions:write"];
    let key = world.key("acme", &narrow).await;
    let owner = id_of(&world, "acme", OWNER).await;
    for action in [
        "suspend",
        "reactivate",
        "force-password-change",
        "resend-verification",
        "sign-out-everywhere",
    ] {
        act(&world, &key, &owner, action)
            .await
            .is_problem(403, "permission_required");
    }
    let path = format!("{PATH}/{owner}");
    let renamed = patch(&path).bearer(&key).json(&json!({"name": "Low"}));
    renamed
        .send(&world)
        .await
        .is_problem(403, "permission_required");
    let gone = delete(&path).bearer(&key).send(&world).await;
    gone.is_problem(403, "permission_required");
    let ada = format!("{PATH}/{}", id_of(&world, "acme", EMAIL).await);
    let raised = patch(&ada).bearer(&key).json(&json!({"roles": ["owner"]}));
    raised
        .send(&world)
        .await
        .is_problem(403, "permission_required");
}

#[tokio::test]
async fn another_tenants_user_is_as_absent_as_none_to_every_change() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    let stranger = id_of(&world, "globex", EMAIL).await;
    let path = format!("{PATH}/{stranger}");
    for action in [
        "suspend",
        "reactivate",
        "force-password-change",
        "resend-verification",
        "sign-out-everywhere",
        "reset-mfa",
    ] {
        act(&world, &key, &stranger, action)
            .await
            .is_problem(404, "not_found");
    }
    for call in [
        patch(&path).json(&json!({"name": "x"})),
        delete(&path),
        get(&format!("{path}/sessions")),
        delete(&format!("{path}/sessions/ses_00000000000000000000000000")),
    ] {
        let reply = call.bearer(&key).send(&world).await;
        reply.is_problem(404, "not_found");
    }
    assert_eq!(id_of(&world, "globex", EMAIL).await, stranger);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn lists_are_sorted_searched_and_walked_by_cursor() {
    let world = World::with_two_tenants().await;
    let key = all_powerful(&world).await;
    for (name, email) in [
        ("zoe", "aaron@example.test"),
        ("aaron", "z@example.test"),
        ("adam@example.test", "adam@example.test"),
    ] {
        world.clock.advance_millis(1);
        let body = json!({"username": name, "email": email});
        let made = post(PATH).bearer(&key).json(&body).send(&world).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let walk = async |query: &str| {
        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("{PATH}?limit=1&{query}{cursor}");
            let reply = get(&path).bearer(&key).send(&world).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text());
            let answer = reply.json();
            for item in answer["items"].as_array().unwrap() {
                names.push(item["username"].as_str().unwrap().to_owned());
            }
            match answer["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return names,
            }
        }
    };
    let by_name = ["aaron", EMAIL, "adam@example.test", OWNER, "zoe"];
    assert_eq!(walk("sort=username").await, by_name);
    let mut turned = by_name;
    turned.reverse();
    assert_eq!(walk("sort=-username").await, turned);
    assert_eq!(walk("sort=username&status=active").await, by_name);
    assert_eq!(walk("sort=username&status=suspended").await, [""; 0]);
    let mut joined = walk("sort=joined").await;
    assert_eq!(joined[2..], ["zoe", "aaron", "adam@example.test"]);
    joined.reverse();
    assert_eq!(walk("sort=-joined").await, joined);
    // By sign-in name and by address, each user once.
    assert_eq!(
        walk("filter=A").await,
        ["aaron", "zoe", EMAIL, "adam@example.test"]
    );
    assert_eq!(walk("filter=aaron").await, ["aaron", "zoe"]);
    assert_eq!(walk("filter=z").await, ["aaron", "zoe"]);
    assert_eq!(walk("filter=a&status=suspended").await, [""; 0]);
    assert_eq!(walk("filter=%25").await, [""; 0]);
    assert_eq!(walk("role=owner").await, [OWNER]);
    assert_eq!(walk("role=owner&status=suspended").await, [""; 0]);
    assert_eq!(walk("role=owner&sort=-joined").await, [OWNER]);
    assert_eq!(walk("role=unheard-of").await, [""; 0]);
    for query in [
        "sort=odd",
        "role=No%20Role",
        "role=owner&sort=username",
        "role=owner&filter=a",
        "filter=a&sort=-joined",
        "filter=a&username=ada",
        "sort=username&cursor=usr_00000000000000000000000000",
        "cursor=usr_00000000000000000000000000.YQ",
        "sort=username&cursor=usr_00000000000000000000000000.AA",
    ] {
        let refused = get(&format!("{PATH}?{query}")).bearer(&key);
        let refused = refused.send(&world).await;
        assert_eq!(refused.status, 400, "{query}");
    }
}
