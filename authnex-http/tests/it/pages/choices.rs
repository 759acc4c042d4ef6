//! What a visitor chooses: light or dark, and the organization.

use super::browser::{Browser, hidden};
use crate::harness::{OWNER, PASSWORD, World, post};

const SIGN_IN: &str = "/portal/sign-in";

async fn sign_in(browser: &mut Browser<'_>, slug: &str) {
    let page = format!("{SIGN_IN}?organization={slug}");
    let fields = [
        ("organization", slug),
        ("email", OWNER),
        ("password", PASSWORD),
    ];
    let done = browser.fill_in(&page, SIGN_IN, &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
}

#[tokio::test]
async fn light_or_dark_is_kept_and_leads_back() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let html = browser.open(SIGN_IN).await.text().to_owned();
    assert!(!html.contains("data-theme="));
    let csrf = hidden(&html, "csrf").unwrap();
    let choose = |theme: &str| post("/portal/theme").form(&[("csrf", &csrf), ("theme", theme)]);
    for (from, to) in [
        (
            "http://localhost:8080/portal/sign-in?organization=acme&done=signed-out",
            "/portal/sign-in?organization=acme",
        ),
        ("http://localhost:8080/portal/sign-up", "/portal/sign-up"),
        ("https://evil.example/portal/sign-up", "/"),
        ("http://localhost:8080.evil.example/", "/"),
        ("http://localhost:8080//evil.example", "/"),
        ("nonsense", "/"),
    ] {
        let kept = browser.send(choose("dark").header("referer", from)).await;
        assert_eq!((kept.status.as_u16(), kept.header("location")), (303, to));
    }
    let dark = browser.open(SIGN_IN).await;
    assert!(
        dark.text()
            .contains("<html lang=\"en\" dir=\"ltr\" data-theme=\"dark\">")
    );
    let missing = browser.open("/nothing").await;
    assert!(missing.text().contains("data-theme=\"dark\""), "errors too");
    browser.send(choose("auto")).await;
    assert!(!browser.cookies.contains_key("anx_theme"));
    browser.send(choose("\"><script>")).await;
    assert!(!browser.open(SIGN_IN).await.text().contains("data-theme="));
}

#[tokio::test]
async fn the_choice_is_taken_from_our_own_pages_alone() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let refused = browser
        .send(post("/portal/theme").form(&[("csrf", "x"), ("theme", "dark")]))
        .await;
    assert_eq!(refused.status, 403);
    assert!(!browser.cookies.contains_key("anx_theme"));
}

#[tokio::test]
async fn an_organization_that_one_is_signed_in_to_becomes_the_current_one() {
    let world = World::new().await;
    for slug in ["acme", "globex"] {
        world.tenant(slug).await;
    }
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, "acme").await;
    sign_in(&mut browser, "globex").await;
    let html = browser.open("/portal/dashboard").await.text().to_owned();
    assert!(html.contains("value=\"acme\" data-testid=\"organization-switch\""));
    let (_, form) = html.split_once("id=\"switch-form\"").unwrap();
    let csrf = hidden(form, "csrf").unwrap();
    let switch = |slug: &str| {
        post("/portal/switch-organization").form(&[("csrf", &csrf), ("organization", slug)])
    };
    let done = browser.send(switch("acme")).await;
    assert_eq!(done.header("location"), "/portal/dashboard?done=switched");
    let page = browser.open("/portal/dashboard?done=switched").await;
    assert!(page.text().contains("data-kind=\"success\""));
    assert!(page.text().contains("http://localhost:8080/t/acme"));
    for absent in ["nobody", "No Body&x=y"] {
        let sent = browser.send(switch(absent)).await;
        let path = sent.header("location");
        assert!(path.starts_with("/portal/sign-in?organization="), "{path}");
    }
    assert_eq!(browser.open("/portal/dashboard").await.status, 200);
}

#[tokio::test]
async fn steps_are_ticked_by_what_is_stored() {
    let world = World::new().await;
    let acme = world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, "acme").await;
    let is_done = |html: &str, step: &str| {
        html.contains(&format!("data-testid=\"step-{step}\" data-done=\"yes\""))
    };
    let before = browser.open("/portal/dashboard").await.text().to_owned();
    assert!(before.contains("0 of 5 completed"), "{before}");
    crate::harness::sign_up(&acme, "ben@example.test").await;
    let key = authnex_core::flow::NewApiKey {
        permissions: vec!["users:read".to_owned()],
        ..Default::default()
    };
    acme.issue_api_key(key, &crate::harness::anonymous())
        .await
        .unwrap();
    let after = browser.open("/portal/dashboard").await.text().to_owned();
    assert!(after.contains("2 of 5 completed"));
    assert!(is_done(&after, "add-user") && is_done(&after, "create-api-key"));
    assert!(!is_done(&after, "add-redirect-uri"));
}

#[tokio::test]
async fn the_quick_start_holds_this_tenants_issuer() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, "acme").await;
    for (name, text) in [
        ("curl", "curl http://localhost:8080/t/acme/.well-known"),
        ("rust", "Verifier::builder"),
        ("javascript", "jwtVerify"),
        ("python", "PyJWKClient"),
        ("<b>", "curl http://localhost:8080/t/acme/.well-known"),
    ] {
        let asked: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let page = browser
            .open(&format!("/portal/dashboard?quick-start={asked}"))
            .await;
        assert!(page.text().contains(text), "{name}");
        assert!(page.text().contains("http://localhost:8080/t/acme"));
    }
}
