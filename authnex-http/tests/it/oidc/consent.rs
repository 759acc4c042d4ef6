use serde_json::json;

use super::party::*;
use crate::{
    harness::{World, anonymous, get},
    pages::Browser,
};

async fn third_party() -> World {
    let world = world().await;
    put(&world, "acme", metadata_with(json!({"first_party": false}))).await;
    world
}

#[tokio::test]
async fn a_client_of_another_house_is_consented_to_once() {
    let world = third_party().await;
    let mut browser = Browser::new(&world);
    let asked = [("scope", "openid email offline_access")];
    let page = authorize(&mut browser, "acme", &asked).await;
    assert_eq!(page.status, 200, "{}", page.header("location"));
    let html = page.text();
    for shown in [
        "The Party",
        "https://rp.example",
        "data-scope=\"offline_access\"",
        "data-scope=\"email\"",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    assert!(
        html.find("consent-allow") < html.find("consent-deny"),
        "the affirmative button first"
    );
    assert!(html.contains("value=\"deny\""));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://rp.example;"),
        "{policy}"
    );
    let back = decide(&mut browser, "acme", &page, "allow").await;
    assert_eq!(back.status, 303, "{}", back.text());
    let code = told(&back, "code").unwrap();
    let tokens = token(&world, "acme", &exchange(&code)).await.json();
    assert!(
        tokens["refresh_token"].is_string(),
        "offline_access by consent"
    );

    let silent = [("scope", "openid email"), ("prompt", "none")];
    let reply = browser.open(&authorize_path("acme", &silent)).await;
    assert!(told(&reply, "code").is_some(), "remembered");
    let more = [("scope", "openid profile"), ("prompt", "none")];
    let reply = browser.open(&authorize_path("acme", &more)).await;
    assert_eq!(told(&reply, "error").as_deref(), Some("consent_required"));
    let reply = browser
        .open(&authorize_path(
            "acme",
            &[("prompt", "consent"), ("scope", "openid")],
        ))
        .await;
    let page = follow(&mut browser, reply).await;
    assert!(
        page.text().contains("consent-allow"),
        "prompt=consent always asks"
    );
}

#[tokio::test]
async fn a_refusal_is_told_to_the_client() {
    let world = third_party().await;
    let mut browser = Browser::new(&world);
    let page = authorize(&mut browser, "acme", &[]).await;
    let back = decide(&mut browser, "acme", &page, "deny").await;
    assert_eq!(told(&back, "error").as_deref(), Some("access_denied"));
    assert_eq!(told(&back, "state").as_deref(), Some("the state"));
    let reply = browser
        .open(&authorize_path("acme", &[("prompt", "none")]))
        .await;
    assert_eq!(told(&reply, "error").as_deref(), Some("consent_required"));
}

#[tokio::test]
async fn an_answer_without_the_forms_token_or_from_elsewhere_counts_for_nothing() {
    let world = third_party().await;
    let mut browser = Browser::new(&world);
    let page = authorize(&mut browser, "acme", &[]).await;
    let request = unescape(&crate::pages::hidden(page.text(), "request").unwrap());
    let csrf = crate::pages::hidden(page.text(), "csrf").unwrap();
    let bare = [("request", request.as_str()), ("decision", "allow")];
    let post = || crate::harness::post("/t/acme/consent");
    assert_eq!(browser.send(post().form(&bare)).await.status, 403);
    let full = [bare.as_slice(), &[("csrf", csrf.as_str())]].concat();
    let foreign = post().header("origin", "https://rp.example").form(&full);
    assert_eq!(browser.send(foreign).await.status, 403);
    assert_eq!(browser.send(post().form(&full)).await.status, 303);
}

#[tokio::test]
async fn names_of_clients_are_text() {
    let world = world().await;
    let name = "<script>alert(1)</script>\"'";
    put(
        &world,
        "acme",
        metadata_with(json!({"first_party": false, "client_name": name})),
    )
    .await;
    let mut browser = Browser::new(&world);
    let page = authorize(&mut browser, "acme", &[]).await;
    assert!(!page.text().contains("<script>alert"), "{}", page.text());
}

#[tokio::test]
async fn a_consent_taken_back_ends_what_the_client_had() {
    let world = third_party().await;
    let mut browser = Browser::new(&world);
    let asked = [("scope", "openid offline_access")];
    let page = authorize(&mut browser, "acme", &asked).await;
    let back = decide(&mut browser, "acme", &page, "allow").await;
    let code = told(&back, "code").unwrap();
    let tokens = token(&world, "acme", &exchange(&code)).await.json();
    let access = tokens["access_token"].as_str().unwrap();
    let tenant = world.handle("acme").await;
    let own = world.tokens("acme").await.access;
    let who = tenant.authenticate_access_token(&own).await.unwrap();
    let client = tenant.find_client("rp").await.unwrap().unwrap();
    let page = authnex_core::foundation::PageRequest::new(10, None);
    let connected = tenant
        .connected_applications(who.user.id, &page)
        .await
        .unwrap();
    assert_eq!(connected.items.len(), 1);
    let gone = tenant
        .disconnect_application(&who, client.id, &anonymous())
        .await
        .unwrap();
    assert!(gone);
    let info = get("/t/acme/oauth/userinfo")
        .bearer(access)
        .send(&world)
        .await;
    assert_eq!(info.status, 401);
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    is_error(&token(&world, "acme", &refresh).await, 400, "invalid_grant");
    let reply = browser
        .open(&authorize_path(
            "acme",
            &[("prompt", "none"), ("scope", "openid")],
        ))
        .await;
    assert_eq!(told(&reply, "error").as_deref(), Some("consent_required"));
}

#[tokio::test]
async fn a_public_client_on_the_device_is_asked_for_each_time() {
    let world = world().await;
    let native = metadata_with(json!({
        "client_id": "native",
        "client_secret": null,
        "first_party": false,
        "token_endpoint_auth_method": "none",
        "application_type": "native",
        "redirect_uris": ["com.example.app:/cb"],
    }));
    put(&world, "acme", native).await;
    let asked = [
        ("client_id", "native"),
        ("redirect_uri", "com.example.app:/cb"),
    ];
    let mut browser = Browser::new(&world);
    let page = authorize(&mut browser, "acme", &asked).await;
    let back = decide(&mut browser, "acme", &page, "allow").await;
    assert!(
        back.header("location")
            .starts_with("com.example.app:/cb?code=")
    );
    let reply = browser.open(&authorize_path("acme", &asked)).await;
    let page = follow(&mut browser, reply).await;
    assert!(page.text().contains("consent-allow"));
}

#[tokio::test]
async fn connected_applications_are_listed_and_disconnected_by_their_user() {
    let world = third_party().await;
    let mut browser = Browser::new(&world);
    let page = authorize(&mut browser, "acme", &[]).await;
    decide(&mut browser, "acme", &page, "allow").await;
    let access = world.tokens("acme").await.access;
    let path = "/t/acme/api/v1/me/consents";
    let listed = get(path).bearer(&access).send(&world).await.json();
    assert_eq!(listed["items"][0]["client_id"], "rp");
    assert_eq!(listed["items"][0]["scope"], "email openid profile");
    let own = format!("{path}/{}", listed["items"][0]["id"].as_str().unwrap());
    for status in [204, 404] {
        let reply = crate::harness::delete(&own)
            .bearer(&access)
            .send(&world)
            .await;
        assert_eq!(reply.status, status);
    }
    let listed = get(path).bearer(&access).send(&world).await.json();
    assert_eq!(listed["items"], json!([]));

    let reply = browser.open(&authorize_path("acme", &[])).await;
    let page = follow(&mut browser, reply).await;
    decide(&mut browser, "acme", &page, "allow").await;
    browser
        .cookies
        .insert("anx_org".to_owned(), "acme".to_owned());
    let path = "/portal/profile/applications";
    let page = browser.open(path).await;
    assert!(page.text().contains("The Party"), "{}", page.text());
    let client = crate::pages::hidden(page.text(), "client").unwrap();
    let action = format!("{path}/disconnect");
    let done = browser.fill_in(path, &action, &[("client", &client)]).await;
    assert!(done.header("location").ends_with("?done=disconnected"));
    assert!(!browser.open(path).await.text().contains("The Party"));
}
