//! What users change of their own account by JSON, and take along.

use authnex_core::mail::MailKind;
use serde_json::json;

use crate::harness::{EMAIL, PASSWORD, World, call, get, post, sign_up};

const ME: &str = "/t/acme/api/v1/me";
const NEW: &str = "ada.lovelace@example.test";

#[tokio::test]
async fn name_language_and_time_zone_change_and_nothing_else() {
    let world = World::with_two_tenants().await;
    let token = world.tokens("acme").await.access;
    let patch = |body| call("PATCH", ME).bearer(&token).json(&body);
    let body = json!({"name": "Ada L.", "locale": "de-CH", "zoneinfo": "Europe/Zurich"});
    let changed = patch(body).send(&world).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["zoneinfo"], "Europe/Zurich");
    let none = patch(json!({"locale": ""})).send(&world).await;
    assert!(none.json()["locale"].is_null());
    let me = get(ME).bearer(&token).send(&world).await.json();
    assert_eq!(me["user"]["name"], "Ada L.");
    assert_eq!(me["user"]["zoneinfo"], "Europe/Zurich");
    for (body, status, field) in [
        (json!({"zoneinfo": "Mars; DROP"}), 422, "zoneinfo"),
        (json!({"name": "x".repeat(101)}), 422, "name"),
        (json!({"email": "x@example.test"}), 400, "email"),
        (json!({"email_verified": true}), 400, "email_verified"),
    ] {
        let refused = patch(body).send(&world).await;
        assert_eq!(refused.status, status, "{}", refused.text());
        assert_eq!(refused.json()["errors"][0]["field"], field);
    }
    let other = world.tokens("globex").await.access;
    let other = get("/t/globex/api/v1/me").bearer(&other).send(&world).await;
    assert_eq!(other.json()["user"]["name"], "Ada");
}

#[tokio::test]
async fn another_address_is_confirmed_by_the_code_mailed_to_it() {
    let (world, mailbox) = World::with_mailbox().await;
    let tenant = world.tenant("acme").await;
    sign_up(&tenant, EMAIL).await;
    let token = world.tokens("acme").await.access;
    let path = format!("{ME}/email");
    let ask = |password: &str, email: &str| {
        let body = json!({"current_password": password, "email": email});
        post(&path).bearer(&token).json(&body)
    };
    let wrong = ask("another one", NEW).send(&world).await;
    wrong.is_problem(403, "wrong_password");
    let in_use = ask(PASSWORD, crate::harness::OWNER).send(&world).await;
    in_use.is_problem(409, "email_taken");
    let asked = ask(PASSWORD, NEW).send(&world).await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    let mail = world
        .newest_mail(&mailbox, MailKind::ChangeEmail, NEW)
        .await;
    world
        .newest_mail(&mailbox, MailKind::EmailChangeRequested, EMAIL)
        .await;
    let confirm = |code: &str| {
        let body = json!({"email": NEW, "code": code});
        post("/t/acme/api/v1/auth/confirm-email").json(&body)
    };
    let wrong = confirm("00000000").send(&world).await;
    wrong.is_problem(400, "code_refused");
    let code = mail.content.code.unwrap();
    assert_eq!(confirm(&code).send(&world).await.status, 204);
    let again = confirm(&code).send(&world).await;
    again.is_problem(400, "code_refused");
    let me = get(ME).bearer(&token).send(&world).await.json();
    assert_eq!(me["user"]["email"], NEW);
    assert_eq!(me["user"]["email_verified"], true);
}

#[tokio::test]
async fn the_export_is_a_file_of_ones_own() {
    let world = World::with_two_tenants().await;
    let token = world.tokens("acme").await.access;
    let path = format!("{ME}/export");
    let file = post(&path).bearer(&token).send(&world).await;
    assert_eq!(file.status, 200, "{}", file.text());
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"personal-data-acme.json\""
    );
    assert_eq!(file.header("cache-control"), "no-store");
    let data = file.json();
    assert_eq!(data["profile"]["email"], EMAIL);
    assert_eq!(data["organization"]["slug"], "acme");
    assert!(!file.text().contains("globex"));
    assert!(!file.text().contains("argon2"));
    let read = get(&path).bearer(&token).send(&world).await;
    assert_eq!(read.status, 405);
}
