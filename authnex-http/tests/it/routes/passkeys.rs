//! Passkeys by JSON: as clients ask for them, and as the pages' own script does.

use serde_json::{Value, json};

use crate::{
    harness::{Call, EMAIL, Reply, World, call, delete, get, post},
    software_key::SoftwareKey,
};

const AUTH: &str = "/t/acme/api/v1/auth/passkey";
const ME: &str = "/t/acme/api/v1/me/passkeys";

/// The flow and the options of a ceremony that began.
fn begun(reply: &Reply) -> (String, Value) {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    let flow = answer["flow"].as_str().unwrap();
    assert!(flow.starts_with("anx_flow_"), "{flow}");
    (flow.to_owned(), answer["public_key"].clone())
}

async fn add(world: &World, token: &str, key: &mut SoftwareKey) -> Value {
    let begin = post(&format!("{ME}/begin")).bearer(token).json(&json!({}));
    let (flow, options) = begun(&begin.send(world).await);
    let body = json!({"flow": flow, "credential": key.register(&options).await});
    let finish = post(&format!("{ME}/finish")).bearer(token).json(&body);
    let reply = finish.send(world).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

async fn answered(world: &World, key: &mut SoftwareKey, begin: &Value) -> Value {
    let begin = post(&format!("{AUTH}/begin")).json(begin);
    let (flow, options) = begun(&begin.send(world).await);
    json!({"flow": flow, "credential": key.answer(&options).await})
}

async fn finish(world: &World, body: &Value) -> Reply {
    post(&format!("{AUTH}/finish")).json(body).send(world).await
}

/// A world whose user has a passkey in this authenticator, with the user's token.
async fn world_with_key() -> (World, SoftwareKey, String) {
    let world = World::with_two_tenants().await;
    let mut key = SoftwareKey::new();
    let token = world.tokens("acme").await.access;
    add(&world, &token, &mut key).await;
    (world, key, token)
}

#[tokio::test]
async fn a_passkey_is_added_and_signs_in() {
    let (world, mut key, token) = world_with_key().await;
    let listed = get(ME).bearer(&token).send(&world).await.json();
    assert_eq!(listed["next_cursor"], Value::Null);
    let passkey = &listed["items"][0];
    assert_eq!(
        (&passkey["name"], &passkey["last_used_at"]),
        (&json!("Passkey"), &Value::Null)
    );
    assert!(passkey["id"].as_str().unwrap().starts_with("psk_"));
    assert_eq!(passkey["rp_id"], "localhost");

    let body = answered(&world, &mut key, &json!({})).await;
    let reply = finish(&world, &body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    assert_eq!(answer["status"], "signed_in");
    assert_eq!(reply.header("set-cookie"), "", "a client asked for tokens");
    let me = get("/t/acme/api/v1/me").bearer(answer["access_token"].as_str().unwrap());
    let me = me.send(&world).await.json();
    assert_eq!(me["user"]["email"], EMAIL);
    let amr = me["session"]["amr"].as_array().unwrap();
    assert!(
        amr.contains(&json!("mfa")) && amr.contains(&json!("user")),
        "{amr:?}"
    );

    finish(&world, &body).await.is_problem(400, "flow_unknown");
}

#[tokio::test]
async fn what_is_no_right_answer_is_refused() {
    let (world, mut key, token) = world_with_key().await;
    let other = json!({"flow": "anx_flow_x", "credential": {}});
    finish(&world, &other).await.is_problem(400, "flow_unknown");
    let mut body = answered(&world, &mut key, &json!({})).await;
    let right = body["credential"].clone();
    body["credential"] = json!({});
    finish(&world, &body).await.is_problem(422, "invalid_input");
    body["credential"] = right;
    body["credential"]["response"]["signature"] = json!("AAAA");
    finish(&world, &body)
        .await
        .is_problem(401, "passkey_refused");

    let unknown = post("/t/nobody/api/v1/auth/passkey/begin").json(&json!({}));
    unknown.send(&world).await.is_problem(404, "not_found");
    let elsewhere = "/t/globex/api/v1/auth/passkey";
    let begin = post(&format!("{elsewhere}/begin")).json(&json!({}));
    let (flow, options) = begun(&begin.send(&world).await);
    let body = json!({"flow": flow, "credential": key.answer(&options).await});
    let reply = post(&format!("{elsewhere}/finish"))
        .json(&body)
        .send(&world)
        .await;
    reply.is_problem(401, "passkey_refused");

    let begin = post(&format!("{ME}/begin")).bearer(&token).json(&json!({}));
    let (flow, options) = begun(&begin.send(&world).await);
    let mut elsewhere = SoftwareKey::new().at("http://localhost:1234");
    let body = json!({"flow": flow, "credential": elsewhere.register(&options).await});
    let finish = post(&format!("{ME}/finish")).bearer(&token).json(&body);
    finish.send(&world).await.is_problem(400, "passkey_refused");
}

#[tokio::test]
async fn a_passkey_is_renamed_and_removed() {
    let (world, mut key, token) = world_with_key().await;
    let listed = get(ME).bearer(&token).send(&world).await.json();
    let path = format!("{ME}/{}", listed["items"][0]["id"].as_str().unwrap());
    let rename = |name: &str| {
        call("PATCH", &path)
            .bearer(&token)
            .json(&json!({"name": name}))
    };
    assert_eq!(rename("Büro").send(&world).await.status, 204);
    rename("")
        .send(&world)
        .await
        .is_problem(422, "invalid_input");
    let listed = get(ME).bearer(&token).send(&world).await.json();
    assert_eq!(listed["items"][0]["name"], "Büro");
    assert_eq!(delete(&path).bearer(&token).send(&world).await.status, 204);
    let again = delete(&path).bearer(&token).send(&world).await;
    again.is_problem(404, "not_found");
    let body = answered(&world, &mut key, &json!({})).await;
    finish(&world, &body)
        .await
        .is_problem(401, "passkey_refused");
}

/// What a page's script sends: the browser's cookies, and the page's form token.
fn by_script(call: Call, cookie: &str, token: &str) -> Call {
    call.header("cookie", cookie)
        .header("x-csrf-token", token)
        .header("origin", "http://localhost:8080")
        .header("sec-fetch-site", "same-origin")
}

/// The value behind `marker` in a page.
fn between<'a>(page: &'a str, marker: &str) -> &'a str {
    let (_, rest) = page.split_once(marker).unwrap();
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn a_pages_script_signs_in_by_cookie() {
    let (world, mut key, _) = world_with_key().await;
    for (page, path, wanted) in [
        ("hosted", "/t/acme/sign-in", "/t/acme/signed-in"),
        (
            "portal",
            "/portal/sign-in?organization=acme",
            "/portal/dashboard",
        ),
    ] {
        let shown = get(path).send(&world).await;
        let cookie = shown
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let token = between(shown.text(), "name=\"csrf\" value=\"").to_owned();
        assert_eq!(between(shown.text(), "data-csrf=\""), token);
        assert_eq!(between(shown.text(), "data-page=\""), page);
        let mut body = answered(&world, &mut key, &json!({})).await;
        body["page"] = json!(page);
        let ask = || post(&format!("{AUTH}/finish")).json(&body);
        // Without the token, or from another origin, nothing is opened and nothing used up.
        for foreign in [
            ask().header("cookie", &cookie),
            by_script(ask(), &cookie, "AAAA"),
            by_script(ask(), "", &token),
            ask()
                .header("cookie", &cookie)
                .header("x-csrf-token", &token)
                .header("origin", "http://evil.example"),
        ] {
            foreign.send(&world).await.is_problem(403, "foreign_form");
        }
        let reply = by_script(ask(), &cookie, &token).send(&world).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.json(), json!({"location": wanted}));
        let cookies: Vec<&str> = reply
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect();
        let session = cookies
            .iter()
            .find(|line| line.contains("HttpOnly; SameSite"));
        assert!(session.is_some(), "{cookies:?}");
    }
}

#[tokio::test]
async fn a_pages_script_adds_one_in_its_session() {
    let world = World::with_two_tenants().await;
    let (cookie, _) = world.cookie("acme").await;
    let shown = get("/portal/profile")
        .header("cookie", &cookie)
        .send(&world)
        .await;
    let token = between(shown.text(), "data-csrf=\"").to_owned();
    let begin = || post(&format!("{ME}/begin")).json(&json!({}));
    begin()
        .send(&world)
        .await
        .is_problem(401, "unauthenticated");
    let bare = begin().header("cookie", &cookie);
    bare.send(&world).await.is_problem(403, "foreign_form");
    let wrong = by_script(begin(), &cookie, "AAAA");
    wrong.send(&world).await.is_problem(403, "foreign_form");
    let foreign = begin()
        .header("cookie", &cookie)
        .header("x-csrf-token", &token)
        .header("sec-fetch-site", "cross-site");
    foreign.send(&world).await.is_problem(403, "foreign_form");
    // The other rows take no cookie at all.
    let list = by_script(get(ME), &cookie, &token);
    list.send(&world).await.is_problem(401, "unauthenticated");

    let reply = by_script(begin(), &cookie, &token).send(&world).await;
    let (flow, options) = begun(&reply);
    let body = json!({"flow": flow, "credential": SoftwareKey::new().register(&options).await});
    let finish = post(&format!("{ME}/finish")).json(&body);
    let reply = by_script(finish, &cookie, &token).send(&world).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let shown = get("/portal/profile")
        .header("cookie", &cookie)
        .send(&world)
        .await;
    assert!(
        shown
            .text()
            .contains("data-testid=\"profile-passkey-name\">Passkey<")
    );
}

#[tokio::test]
async fn the_profile_renames_removes_and_tells_the_providers() {
    let world = World::with_two_tenants().await;
    let token = world.tokens("acme").await.access;
    let id = add(&world, &token, &mut SoftwareKey::new()).await["id"].clone();
    let id = id.as_str().unwrap();
    let (cookie, _) = world.cookie("acme").await;
    let path = format!("/portal/profile/passkeys/{id}");
    let shown = get(&path).header("cookie", &cookie).send(&world).await;
    assert_eq!(shown.status, 200);
    let csrf = between(shown.text(), "name=\"csrf\" value=\"").to_owned();
    let send = async |path: &str, name: &str, value: &str| {
        let fields = [("csrf", csrf.as_str()), ("tenant", "acme"), (name, value)];
        post(path)
            .form(&fields)
            .header("cookie", &cookie)
            .send(&world)
            .await
    };
    let refused = send(&path, "name", "").await;
    assert_eq!(refused.status, 422);
    let renamed = send(&path, "name", "<b>Büro</b>").await;
    assert_eq!(
        renamed.header("location"),
        "/portal/profile?done=passkey-renamed"
    );
    let shown = get("/portal/profile")
        .header("cookie", &cookie)
        .send(&world)
        .await;
    assert!(
        shown.text().contains("&#60;b&#62;Büro&#60;/b&#62;"),
        "{}",
        shown.text()
    );
    assert!(!shown.text().contains("data-passkeys-left"));
    let remove = "/portal/profile/passkeys/remove";
    let removed = send(remove, "passkey", id).await;
    assert_eq!(
        removed.header("location"),
        "/portal/profile?done=passkey-removed"
    );
    let shown = get(removed.header("location")).header("cookie", &cookie);
    let shown = shown.send(&world).await;
    assert!(
        shown
            .text()
            .contains("data-passkeys-left=\"\" data-rp-id=\"localhost\"")
    );
    let again = send(remove, "passkey", id).await;
    assert_eq!(
        again.header("location"),
        "/portal/profile?done=passkey-gone"
    );
    let gone = get(&path).header("cookie", &cookie).send(&world).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn a_passkey_is_offered_after_a_password_until_it_is_dismissed() {
    let world = World::with_two_tenants().await;
    let (cookie, _) = world.cookie("acme").await;
    let page = async |cookie: &str| {
        let shown = get("/portal/dashboard")
            .header("cookie", cookie)
            .send(&world)
            .await;
        shown.text().to_owned()
    };
    let shown = page(&cookie).await;
    assert!(shown.contains("data-testid=\"passkey-offer\""));
    let csrf = between(&shown, "name=\"csrf\" value=\"");
    let dismiss = post("/portal/passkey-offer").form(&[("csrf", csrf), ("tenant", "acme")]);
    let reply = dismiss.header("cookie", &cookie).send(&world).await;
    assert_eq!(reply.status, 303);
    let kept = reply.header("set-cookie").split(';').next().unwrap();
    assert!(kept.starts_with("anx_flow_offer="), "{kept}");
    assert!(
        !page(&format!("{cookie}; {kept}"))
            .await
            .contains("data-testid=\"passkey-offer\"")
    );
    let token = world.tokens("acme").await.access;
    add(&world, &token, &mut SoftwareKey::new()).await;
    let (cookie, _) = world.cookie("acme").await;
    let shown = page(&cookie).await;
    assert!(!shown.contains("data-testid=\"passkey-offer\""));
}

#[tokio::test]
async fn below_an_address_there_are_none() {
    let world = World::with("http://127.0.0.1:8080", |options| {
        options.rate_limits(false)
    })
    .await;
    world.tenant("acme").await;
    let begin = post(&format!("{AUTH}/begin")).json(&json!({}));
    begin
        .send(&world)
        .await
        .is_problem(404, "passkeys_unavailable");
    let shown = get("/t/acme/sign-in").send(&world).await;
    assert!(!shown.text().contains("sign-in-passkey"));
}
