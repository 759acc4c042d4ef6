//! Passkeys on the way in: enrolled within a sign-in, for an invitation, and to show again who is signed in; as JSON
//! and as the pages' own script does it.

use authnex_core::{mail::MailKind, role::CATALOGUE};
use authnex_http::DevMailbox;
use serde_json::{Value, json};

use crate::{
    harness::{Call, EMAIL, PASSWORD, Reply, World, anonymous, get, post, sign_up},
    pages::browser::{Browser, hidden},
    software_key::SoftwareKey,
};

const AUTH: &str = "/t/acme/api/v1/auth";
const STEP_UP: &str = "/t/acme/api/v1/me/step-up/passkey";
const BEA: &str = "bea@example.test";

/// The flow and the options of a ceremony that began.
fn begun(reply: &Reply) -> (String, Value) {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    let flow = answer["flow"].as_str().unwrap();
    (flow.to_owned(), answer["public_key"].clone())
}

/// Begins under this path, and answers by a new passkey: the body of the finish.
async fn made(world: &World, path: &str, body: &Value, key: &mut SoftwareKey) -> Value {
    let begin = post(&format!("{AUTH}/{path}/begin")).json(body);
    let (flow, options) = begun(&begin.send(world).await);
    json!({"flow": flow, "credential": key.register(&options).await})
}

async fn finish(world: &World, path: &str, body: &Value) -> Reply {
    let finish = post(&format!("{AUTH}/{path}/finish"));
    finish.json(body).send(world).await
}

async fn require_mfa(world: &World) {
    let tenant = world.handle("acme").await;
    let overrides = serde_json::from_value(json!({"mfa": "required"})).unwrap();
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
}

async fn requiring() -> World {
    let world = World::with_two_tenants().await;
    require_mfa(&world).await;
    world
}

async fn sign_in(world: &World) -> Value {
    let body = json!({"email": EMAIL, "password": PASSWORD});
    let reply = post(&format!("{AUTH}/sign-in")).json(&body);
    reply.send(world).await.json()
}

#[tokio::test]
async fn a_sign_in_that_wants_a_second_factor_takes_a_passkey() {
    let world = requiring().await;
    let answer = sign_in(&world).await;
    assert_eq!(answer["action"], "enrol_mfa");
    let mut key = SoftwareKey::new();
    let waits = json!({"flow": answer["flow"]});
    let path = "enrol-mfa/passkey";
    let body = made(&world, path, &waits, &mut key).await;
    let malformed = json!({"flow": body["flow"], "credential": {"id": "x"}});
    let refused = finish(&world, path, &malformed).await;
    refused.is_problem(422, "invalid_input");
    let as_sign_in = finish(&world, "passkey", &body).await;
    as_sign_in.is_problem(400, "flow_unknown");
    let done = finish(&world, path, &body).await;
    assert_eq!(done.json()["status"], "signed_in", "{}", done.text());
    finish(&world, path, &body)
        .await
        .is_problem(400, "flow_unknown");
    let begin = post(&format!("{AUTH}/{path}/begin"));
    for over in [json!({"flow": answer["flow"]}), json!({})] {
        let again = begin.clone().json(&over).send(&world).await;
        again.is_problem(400, "flow_unknown");
    }
    let next = sign_in(&world).await;
    assert_eq!(next["methods"], json!(["passkey"]));
}

/// A request as the script of the page in this browser sends it.
fn by_script(browser: &Browser<'_>, call: Call, token: &str) -> Call {
    let cookies: Vec<String> = browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    call.header("cookie", &cookies.join("; "))
        .header("x-csrf-token", token)
        .header("origin", "http://localhost:8080")
}

fn attribute(html: &str, name: &str) -> String {
    let (_, rest) = html.split_once(&format!("{name}=\"")).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn the_page_offers_it_at_both_doors() {
    for (place, form, page, end) in [
        (
            "hosted",
            "/t/acme/sign-in",
            "/t/acme/enrol-mfa",
            "/t/acme/signed-in",
        ),
        (
            "portal",
            "/portal/sign-in?organization=acme",
            "/portal/enrol-mfa",
            "/portal/dashboard",
        ),
    ] {
        let world = requiring().await;
        let mut browser = Browser::new(&world);
        let fields = [
            ("organization", "acme"),
            ("email", EMAIL),
            ("password", PASSWORD),
        ];
        let fields = if place == "portal" {
            &fields[..]
        } else {
            &fields[1..]
        };
        let action = form.split('?').next().unwrap();
        let led = browser.fill_in(form, action, fields).await;
        assert_eq!(led.header("location"), page, "{}", led.text());
        let shown = browser.open(page).await;
        assert!(shown.text().contains("data-testid=\"enrol-mfa-passkey\""));
        assert_eq!(attribute(shown.text(), "data-page"), place);
        let (api, token) = (
            attribute(shown.text(), "data-api"),
            attribute(shown.text(), "data-csrf"),
        );
        assert_eq!(api, format!("{AUTH}/enrol-mfa/passkey"));
        let ask = post(&format!("{api}/begin")).json(&json!({"page": place}));
        ask.clone()
            .send(&world)
            .await
            .is_problem(403, "foreign_form");
        let elsewhere = by_script(&Browser::new(&world), ask.clone(), &token);
        elsewhere.send(&world).await.is_problem(403, "foreign_form");
        let (flow, options) = begun(&by_script(&browser, ask, &token).send(&world).await);
        let credential = SoftwareKey::new().register(&options).await;
        let body = json!({"flow": flow, "credential": credential, "page": place});
        let finish = post(&format!("{api}/finish")).json(&body);
        let foreign = finish.clone().send(&world).await;
        foreign.is_problem(403, "foreign_form");
        let finish = finish.header("x-csrf-token", &token);
        let finish = finish.header("origin", "http://localhost:8080");
        let done = browser.send(finish).await;
        assert_eq!(done.json(), json!({"location": end}));
        assert_eq!(browser.open(end).await.status, 200);
    }
}

async fn invited() -> (World, DevMailbox, String) {
    let (world, mailbox) = World::with_mailbox().await;
    let acme = world.tenant("acme").await;
    sign_up(&acme, EMAIL).await;
    let key = world.key("acme", &CATALOGUE.map(|(name, _)| name)).await;
    let made = post("/t/acme/api/v1/invites")
        .bearer(&key)
        .json(&json!({"email": BEA, "name": "Bea"}))
        .send(&world)
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let mail = world.newest_mail(&mailbox, MailKind::Invitation, BEA).await;
    let link = mail.content.link.unwrap();
    let token = link.split_once("?token=").unwrap().1.to_owned();
    (world, mailbox, token)
}

#[tokio::test]
async fn an_invitation_is_accepted_by_passkey() {
    let (world, _mailbox, token) = invited().await;
    let path = "accept-invite/passkey";
    let wrong = post(&format!("{AUTH}/{path}/begin")).json(&json!({"token": "anx_inv_no"}));
    let wrong = wrong.send(&world).await;
    wrong.is_problem(400, "invite_not_valid");
    let mut key = SoftwareKey::new();
    let invitation = json!({"token": token, "name": "Bea B."});
    let body = made(&world, path, &invitation, &mut key).await;
    let done = finish(&world, path, &body).await;
    assert_eq!(done.json()["status"], "signed_in", "{}", done.text());
    let access = done.json()["access_token"].as_str().unwrap().to_owned();
    let me = get("/t/acme/api/v1/me").bearer(&access).send(&world).await;
    assert_eq!(me.json()["user"]["name"], "Bea B.", "{}", me.text());
    assert_eq!(me.json()["user"]["email_verified"], true);
    finish(&world, path, &body)
        .await
        .is_problem(400, "flow_unknown");
}

#[tokio::test]
async fn the_invitations_page_offers_a_passkey_instead_of_a_password() {
    let (world, _mailbox, token) = invited().await;
    let mut browser = Browser::new(&world);
    let page = format!("/t/acme/accept-invite?token={token}");
    let shown = browser.open(&page).await;
    assert!(
        shown
            .text()
            .contains("data-testid=\"accept-invite-passkey\"")
    );
    assert_eq!(attribute(shown.text(), "data-token"), token);
    let csrf = attribute(shown.text(), "data-csrf");
    assert_eq!(hidden(shown.text(), "csrf").unwrap(), csrf);
    let api = attribute(shown.text(), "data-api");
    let body = json!({"token": token, "name": "Bea"});
    let begin = post(&format!("{api}/begin")).json(&body);
    let (flow, options) = begun(&by_script(&browser, begin, &csrf).send(&world).await);
    let credential = SoftwareKey::new().register(&options).await;
    let body = json!({"flow": flow, "credential": credential, "page": "hosted"});
    let finish = post(&format!("{api}/finish")).json(&body);
    let foreign = finish.clone().send(&world).await;
    foreign.is_problem(403, "foreign_form");
    let finish = finish.header("x-csrf-token", &csrf);
    let done = browser
        .send(finish.header("origin", "http://localhost:8080"))
        .await;
    assert_eq!(done.json(), json!({"location": "/t/acme/signed-in"}));
    assert_eq!(browser.open("/t/acme/signed-in").await.status, 200);
    let over = Browser::new(&world).open(&page).await;
    assert!(!over.text().contains("data-passkey"));
}

/// A world whose user has a passkey, and has signed in a while ago.
async fn stale() -> (World, SoftwareKey, String) {
    let world = World::with_two_tenants().await;
    let token = world.tokens("acme").await.access;
    let mut key = SoftwareKey::new();
    let begin = post("/t/acme/api/v1/me/passkeys/begin").bearer(&token);
    let (flow, options) = begun(&begin.json(&json!({})).send(&world).await);
    let body = json!({"flow": flow, "credential": key.register(&options).await});
    let finish = post("/t/acme/api/v1/me/passkeys/finish").bearer(&token);
    assert_eq!(finish.json(&body).send(&world).await.status, 201);
    (world, key, token)
}

#[tokio::test]
async fn a_passkey_shows_again_who_it_is() {
    let (world, mut key, token) = stale().await;
    world.clock.advance(601);
    let start = || {
        post("/t/acme/api/v1/me/totp")
            .bearer(&token)
            .json(&json!({}))
    };
    let refused = start().send(&world).await;
    refused.is_problem(403, "step_up_required");
    let begin = post(&format!("{STEP_UP}/begin")).json(&json!({}));
    let anonymous = begin.clone().send(&world).await;
    anonymous.is_problem(401, "unauthenticated");
    let (flow, options) = begun(&begin.bearer(&token).send(&world).await);
    let body = json!({"flow": flow, "credential": key.answer(&options).await});
    let finish = || {
        post(&format!("{STEP_UP}/finish"))
            .bearer(&token)
            .json(&body)
    };
    assert_eq!(finish().send(&world).await.status, 204);
    let again = finish().send(&world).await;
    again.is_problem(400, "flow_unknown");
    assert_eq!(start().send(&world).await.status, 201);
}

#[tokio::test]
async fn the_page_that_asks_again_takes_a_passkey() {
    let (world, mut key, _) = stale().await;
    let (cookie, _) = world.cookie("acme").await;
    world.clock.advance(601);
    let page = get("/portal/step-up?next=/portal/profile").header("cookie", &cookie);
    let shown = page.send(&world).await;
    assert!(shown.text().contains("data-testid=\"step-up-passkey\""));
    let (api, csrf) = (
        attribute(shown.text(), "data-api"),
        attribute(shown.text(), "data-csrf"),
    );
    assert_eq!(api, STEP_UP);
    assert_eq!(attribute(shown.text(), "data-done"), "/portal/profile");
    let by_page = |call: Call| {
        call.header("cookie", &cookie)
            .header("x-csrf-token", &csrf)
            .header("origin", "http://localhost:8080")
    };
    let begin = post(&format!("{api}/begin")).json(&json!({}));
    let bare = begin.clone().header("cookie", &cookie);
    bare.send(&world).await.is_problem(403, "foreign_form");
    let (flow, options) = begun(&by_page(begin).send(&world).await);
    let body = json!({"flow": flow, "credential": key.answer(&options).await});
    let finish = post(&format!("{api}/finish")).json(&body);
    assert_eq!(by_page(finish).send(&world).await.status, 204);
}

#[tokio::test]
async fn below_an_address_no_page_offers_any() {
    let world = World::with("http://127.0.0.1:8080", |options| {
        options.rate_limits(false)
    })
    .await;
    let acme = world.tenant("acme").await;
    sign_up(&acme, EMAIL).await;
    require_mfa(&world).await;
    let flow = sign_in(&world).await["flow"].clone();
    let begin = post(&format!("{AUTH}/enrol-mfa/passkey/begin"));
    let refused = begin.json(&json!({"flow": flow})).send(&world).await;
    refused.is_problem(404, "passkeys_unavailable");
    let mut browser = Browser::new(&world);
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let form = "/t/acme/sign-in";
    browser.fill_in(form, form, &fields).await;
    let shown = browser.open("/t/acme/enrol-mfa").await;
    assert!(shown.text().contains("profile-totp-start"));
    assert!(!shown.text().contains("data-passkey"));
}
