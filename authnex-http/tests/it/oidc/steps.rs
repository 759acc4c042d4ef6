//! A client's request waits through every step that a sign-in may have, and the client hears how it was done.

use authnex_core::{
    Secret,
    flow::{NewPassword, NewUserByOperator},
    mail::{Mail, MailKind},
    testing::authenticator_code,
};
use authnex_http::DevMailbox;
use serde_json::{Value, json};

use super::party::*;
use crate::{
    harness::{EMAIL, PASSWORD, Reply, World, anonymous, post, sign_up},
    pages::{Browser, hidden},
    software_key::SoftwareKey,
};

const SINGLE: &str = "urn:authnex:acr:single-factor";
const MULTI: &str = "urn:authnex:acr:multi-factor";

async fn mailing_world(policy: Value) -> (World, DevMailbox) {
    let (world, mailbox) = World::with_mailbox().await;
    let acme = world.tenant("acme").await;
    let rules = serde_json::from_value(policy).unwrap();
    acme.update_policy(rules, &anonymous()).await.unwrap();
    put(&world, "acme", metadata()).await;
    (world, mailbox)
}

/// A browser that a client sent: it stands at the sign-in page.
async fn sent<'w>(world: &'w World, changes: &[(&str, &str)]) -> Browser<'w> {
    let mut browser = Browser::new(world);
    let reply = browser.open(&authorize_path("acme", changes)).await;
    let page = follow(&mut browser, reply).await;
    assert_eq!(page.status, 200, "{}", page.text());
    browser
}

async fn fill(browser: &mut Browser<'_>, page: &str, fields: &[(&str, &str)]) -> Reply {
    let path = format!("/t/acme/{page}");
    browser.fill_in(&path, &path, fields).await
}

async fn by_password(browser: &mut Browser<'_>) -> Reply {
    fill(
        browser,
        "sign-in",
        &[("email", EMAIL), ("password", PASSWORD)],
    )
    .await
}

fn leads_to(reply: &Reply, page: &str) {
    assert_eq!(reply.status, 303, "{}", reply.text());
    let location = reply.header("location");
    let path = location.split('?').next().unwrap();
    assert_eq!(path, format!("/t/acme/{page}"));
}

/// Follows to the client, and redeems what it gets; the ID token's claims.
async fn arrive(world: &World, browser: &mut Browser<'_>, reply: Reply) -> Value {
    let reply = follow(browser, reply).await;
    assert!(
        reply.header("location").starts_with(REDIRECT),
        "{} {}",
        reply.header("location"),
        reply.text()
    );
    assert_eq!(told(&reply, "state").as_deref(), Some("the state"));
    let code = told(&reply, "code").unwrap();
    let tokens = token(world, "acme", &exchange(&code)).await.json();
    let id = claims(tokens["id_token"].as_str().unwrap());
    let access = claims(tokens["access_token"].as_str().unwrap());
    for name in ["amr", "acr", "auth_time", "sid"] {
        assert_eq!(id[name], access[name], "{name}");
    }
    let now = world.authnex.clock().now().unix_seconds();
    assert_eq!(id["auth_time"], json!(now));
    id
}

#[track_caller]
fn is_by(id: &Value, amr: &[&str], acr: &str) {
    let told: Vec<&str> = id["amr"]
        .as_array()
        .unwrap()
        .iter()
        .map(|method| method.as_str().unwrap())
        .collect();
    for method in amr {
        assert!(told.contains(method), "{told:?}");
    }
    assert_eq!(id["acr"], acr);
}

async fn mail(world: &World, mailbox: &DevMailbox, kind: MailKind, to: &str) -> Mail {
    world.newest_mail(mailbox, kind, to).await
}

/// An authenticator app and recovery codes for the user.
async fn enrol_totp(world: &World) -> (String, Vec<String>) {
    let mut browser = Browser::new(world);
    let fields = [
        ("organization", "acme"),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    let page = "/portal/sign-in?organization=acme";
    browser.fill_in(page, "/portal/sign-in", &fields).await;
    let page = browser
        .fill_in("/portal/profile", "/portal/profile/totp", &[])
        .await;
    let secret = text_of(page.text(), "profile-totp-secret");
    let first = totp(world, &secret, -1);
    let confirm = "/portal/profile/totp/confirm";
    let page = browser
        .fill_in("/portal/profile", confirm, &[("code", &first)])
        .await;
    let codes = text_of(page.text(), "profile-recovery-codes");
    (secret, codes.lines().map(str::to_owned).collect())
}

fn text_of(html: &str, id: &str) -> String {
    let (_, rest) = html.split_once(&format!("data-testid=\"{id}\"")).unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split_once('<').unwrap().0.replace("&#38;", "&")
}

fn totp(world: &World, secret: &str, steps: i64) -> String {
    let now = world.authnex.clock().now();
    authenticator_code(&Secret::from(secret), now, steps)
        .expose()
        .to_owned()
}

#[tokio::test]
async fn password_alone() {
    let (world, _) = mailing_world(json!({})).await;
    sign_up(&world.handle("acme").await, EMAIL).await;
    let mut browser = sent(&world, &[]).await;
    let wrong = fill(
        &mut browser,
        "sign-in",
        &[("email", EMAIL), ("password", "not the one")],
    )
    .await;
    assert_eq!(wrong.status, 401);
    let reply = by_password(&mut browser).await;
    let id = arrive(&world, &mut browser, reply).await;
    is_by(&id, &["pwd"], SINGLE);
    assert_eq!(id["amr"], json!(["pwd"]));
}

#[tokio::test]
async fn second_factor_by_app_and_by_recovery_code() {
    let (world, _) = mailing_world(json!({})).await;
    sign_up(&world.handle("acme").await, EMAIL).await;
    let (secret, codes) = enrol_totp(&world).await;
    for (given, method) in [(totp(&world, &secret, 0), "otp"), (codes[0].clone(), "mfa")] {
        let mut browser = sent(&world, &[]).await;
        leads_to(&by_password(&mut browser).await, "second-factor");
        let wrong = fill(&mut browser, "second-factor", &[("code", "000000")]).await;
        assert_eq!(wrong.status, 401);
        let reply = fill(&mut browser, "second-factor", &[("code", &given)]).await;
        let id = arrive(&world, &mut browser, reply).await;
        is_by(&id, &["pwd", "mfa", method], MULTI);
    }
}

#[tokio::test]
async fn enrolment_of_a_second_factor() {
    let (world, _) = mailing_world(json!({"mfa": "required"})).await;
    sign_up(&world.handle("acme").await, EMAIL).await;
    let mut browser = sent(&world, &[]).await;
    leads_to(&by_password(&mut browser).await, "enrol-mfa");
    let shown = fill(&mut browser, "enrol-mfa", &[]).await;
    let secret = text_of(shown.text(), "profile-totp-secret");
    let first = totp(&world, &secret, 0);
    let (page, confirm) = ("/t/acme/enrol-mfa", "/t/acme/enrol-mfa/confirm");
    let codes = browser.fill_in(page, confirm, &[("code", &first)]).await;
    assert!(
        codes.text().contains("href=\"/t/acme/signed-in\""),
        "{}",
        codes.text()
    );
    let reply = browser.open("/t/acme/signed-in").await;
    let id = arrive(&world, &mut browser, reply).await;
    is_by(&id, &["pwd", "otp", "mfa"], MULTI);
}

#[tokio::test]
async fn a_password_that_has_to_be_replaced() {
    let (world, _) = mailing_world(json!({})).await;
    let request = NewUserByOperator {
        email: Some(EMAIL.to_owned()),
        password: Some(NewPassword::Plain(PASSWORD.into())),
        must_change_password: true,
        ..NewUserByOperator::default()
    };
    let acme = world.handle("acme").await;
    acme.create_user(request, &anonymous()).await.unwrap();
    let mut browser = sent(&world, &[]).await;
    leads_to(&by_password(&mut browser).await, "change-password");
    let fields = [("new_password", "another horse battery")];
    let reply = fill(&mut browser, "change-password", &fields).await;
    let id = arrive(&world, &mut browser, reply).await;
    is_by(&id, &["pwd"], SINGLE);
}

#[tokio::test]
async fn an_address_that_has_to_be_verified() {
    let (world, mailbox) = mailing_world(json!({"require_verified_email": true})).await;
    sign_up(&world.handle("acme").await, EMAIL).await;
    let mut browser = sent(&world, &[]).await;
    leads_to(&by_password(&mut browser).await, "verify-email");
    let mail = mail(&world, &mailbox, MailKind::VerifyEmail, EMAIL).await;
    let code = mail.content.code.unwrap();
    let fields = [("email", EMAIL), ("code", code.as_str())];
    let reply = fill(&mut browser, "verify-email", &fields).await;
    let id = arrive(&world, &mut browser, reply).await;
    is_by(&id, &["pwd"], SINGLE);
}

#[tokio::test]
async fn a_new_account() {
    let (world, _) = mailing_world(json!({})).await;
    let mut browser = sent(&world, &[("prompt", "create")]).await;
    let fields = [("email", EMAIL), ("name", "Ada"), ("password", PASSWORD)];
    let reply = fill(&mut browser, "sign-up", &fields).await;
    arrive(&world, &mut browser, reply).await;
}

#[tokio::test]
async fn a_mailed_code_and_a_mailed_link() {
    let (world, mailbox) = mailing_world(json!({})).await;
    sign_up(&world.handle("acme").await, EMAIL).await;
    for by_code in [true, false] {
        let mut browser = sent(&world, &[]).await;
        let asked = fill(&mut browser, "magic-link", &[("email", EMAIL)]).await;
        assert_eq!(asked.status, 200);
        let mail = mail(&world, &mailbox, MailKind::SignIn, EMAIL).await;
        let reply = if by_code {
            let code = mail.content.code.unwrap();
            fill(
                &mut browser,
                "magic-link",
                &[("email", EMAIL), ("code", &code)],
            )
            .await
        } else {
            let link = url::Url::parse(&mail.content.link.unwrap()).unwrap();
            let token = link
                .query_pairs()
                .find(|(name, _)| name == "code")
                .unwrap()
                .1
                .into_owned();
            let page = format!("{}?{}", link.path(), link.query().unwrap());
            browser
                .fill_in(&page, "/t/acme/magic-link", &[("code", &token)])
                .await
        };
        let id = arrive(&world, &mut browser, reply).await;
        is_by(&id, &[], SINGLE);
        assert!(!id["amr"].as_array().unwrap().contains(&json!("pwd")));
    }
}

#[tokio::test]
async fn a_forgotten_password() {
    let (world, mailbox) = mailing_world(json!({})).await;
    sign_up(&world.handle("acme").await, EMAIL).await;
    let mut browser = sent(&world, &[]).await;
    fill(&mut browser, "forgot-password", &[("email", EMAIL)]).await;
    let mail = mail(&world, &mailbox, MailKind::ResetPassword, EMAIL).await;
    let code = mail.content.code.unwrap();
    let fields = [
        ("email", EMAIL),
        ("code", code.as_str()),
        ("password", "another horse battery"),
    ];
    let reply = fill(&mut browser, "reset-password", &fields).await;
    leads_to(&reply, "sign-in");
    let fields = [("email", EMAIL), ("password", "another horse battery")];
    let reply = fill(&mut browser, "sign-in", &fields).await;
    let id = arrive(&world, &mut browser, reply).await;
    is_by(&id, &["pwd"], SINGLE);
}

#[tokio::test]
async fn a_passkey() {
    let (world, _) = mailing_world(json!({})).await;
    sign_up(&world.handle("acme").await, EMAIL).await;
    let mut key = SoftwareKey::new();
    let bearer = world.tokens("acme").await.access;
    let me = "/t/acme/api/v1/me/passkeys";
    let begun = post(&format!("{me}/begin"))
        .bearer(&bearer)
        .json(&json!({}));
    let begun = begun.send(&world).await.json();
    let credential = key.register(&begun["public_key"]).await;
    let body = json!({"flow": begun["flow"], "credential": credential});
    let added = post(&format!("{me}/finish")).bearer(&bearer).json(&body);
    assert_eq!(added.send(&world).await.status, 201);

    let mut browser = sent(&world, &[]).await;
    let page = browser.open("/t/acme/sign-in").await;
    let csrf = hidden(page.text(), "csrf").unwrap();
    let auth = "/t/acme/api/v1/auth/passkey";
    let begun = post(&format!("{auth}/begin")).json(&json!({}));
    let begun = begun.send(&world).await.json();
    let credential = key.answer(&begun["public_key"]).await;
    let body = json!({"flow": begun["flow"], "credential": credential, "page": "hosted"});
    let finish = post(&format!("{auth}/finish"))
        .json(&body)
        .header("x-csrf-token", &csrf)
        .header("origin", "http://localhost:8080")
        .header("sec-fetch-site", "same-origin");
    let reply = browser.send(finish).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let next = reply.json()["location"].as_str().unwrap().to_owned();
    let reply = browser.open(&next).await;
    let id = arrive(&world, &mut browser, reply).await;
    is_by(&id, &["mfa"], MULTI);
}

#[tokio::test]
async fn a_waiting_request_is_this_tenants_and_this_browsers() {
    let (world, _) = mailing_world(json!({})).await;
    sign_up(&world.handle("acme").await, EMAIL).await;
    sent(&world, &[]).await;
    // Another browser that signs in goes nowhere.
    let mut other = Browser::new(&world);
    let reply = by_password(&mut other).await;
    leads_to(&reply, "signed-in");
    assert_eq!(follow(&mut other, reply).await.status, 200);
}
