use super::party::*;
use crate::{
    harness::{Reply, World, post},
    pages::{Browser, hidden},
};

const BYE: &str = "https://rp.example/bye";

fn path(pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/t/acme/oauth/end_session?{query}")
}

async fn signed_in(world: &World) -> (Browser<'_>, String) {
    let mut browser = Browser::new(world);
    let back = authorize(&mut browser, "acme", &[]).await;
    let code = told(&back, "code").unwrap();
    let tokens = token(world, "acme", &exchange(&code)).await.json();
    (browser, tokens["id_token"].as_str().unwrap().to_owned())
}

async fn is_signed_in(browser: &mut Browser<'_>) -> bool {
    let silent = authorize_path("acme", &[("prompt", "none")]);
    told(&browser.open(&silent).await, "code").is_some()
}

#[tokio::test]
async fn a_valid_hint_signs_out_and_leads_back_at_once() {
    let world = world().await;
    let (mut browser, hint) = signed_in(&world).await;
    world.clock.advance(4_000);
    let asked = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", BYE),
        ("state", "s 1"),
    ];
    let reply = browser.open(&path(&asked)).await;
    assert_eq!(reply.status, 303);
    assert_eq!(reply.header("location"), "https://rp.example/bye?state=s+1");
    assert!(!is_signed_in(&mut browser).await);
    let again = browser.open(&path(&asked)).await;
    assert_eq!(
        again.header("location"),
        "https://rp.example/bye?state=s+1",
        "also without a session"
    );
}

#[tokio::test]
async fn a_post_from_the_clients_page_does_the_same() {
    let world = world().await;
    let (mut browser, hint) = signed_in(&world).await;
    let fields = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", BYE),
    ];
    // Cookies do not come along from another site: the session is found by the hint.
    let reply = post("/t/acme/oauth/end_session")
        .header("origin", "https://rp.example")
        .form(&fields)
        .send(&world)
        .await;
    assert_eq!(reply.header("location"), BYE);
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_uri_that_is_not_registered_is_never_led_to() {
    let world = world().await;
    let (mut browser, hint) = signed_in(&world).await;
    let hint = hint.as_str();
    for asked in [
        vec![
            ("id_token_hint", hint),
            ("post_logout_redirect_uri", "https://evil.example/"),
        ],
        vec![
            ("id_token_hint", hint),
            ("post_logout_redirect_uri", "https://rp.example/bye/"),
        ],
        vec![("post_logout_redirect_uri", BYE)],
        vec![("client_id", "nobody"), ("post_logout_redirect_uri", BYE)],
        vec![
            ("client_id", "other"),
            ("id_token_hint", hint),
            ("post_logout_redirect_uri", BYE),
        ],
        vec![
            ("id_token_hint", "forged.hint.here"),
            ("post_logout_redirect_uri", BYE),
        ],
    ] {
        let reply = browser.open(&path(&asked)).await;
        assert_eq!(reply.status, 400, "{asked:?}");
        assert_eq!(reply.header("location"), "");
        assert!(is_signed_in(&mut browser).await, "{asked:?}");
    }
}

async fn answer(browser: &mut Browser<'_>, page: &Reply, decision: &str) -> Reply {
    let field = |name: &str| unescape(&hidden(page.text(), name).unwrap());
    let (csrf, tenant, request) = (
        field("csrf"),
        field("tenant"),
        hidden(page.text(), "request"),
    );
    let request = unescape(&request.unwrap_or_default());
    let fields = [
        ("csrf", csrf.as_str()),
        ("tenant", tenant.as_str()),
        ("request", request.as_str()),
        ("decision", decision),
    ];
    browser.send(post("/t/acme/logout").form(&fields)).await
}

#[tokio::test]
async fn without_a_hint_the_user_is_asked() {
    let world = world().await;
    let (mut browser, _) = signed_in(&world).await;
    let asked = [
        ("client_id", "rp"),
        ("post_logout_redirect_uri", BYE),
        ("state", "s"),
    ];
    let reply = browser.open(&path(&asked)).await;
    let page = follow(&mut browser, reply).await;
    assert!(page.text().contains("The Party") && page.text().contains("value=\"cancel\""));
    let stay = answer(&mut browser, &page, "cancel").await;
    assert_eq!(stay.header("location"), "/t/acme/signed-in");
    assert!(is_signed_in(&mut browser).await);
    let gone = answer(&mut browser, &page, "confirm").await;
    assert_eq!(gone.header("location"), "https://rp.example/bye?state=s");
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn with_nothing_at_all_the_user_is_asked_and_stays_here() {
    let world = world().await;
    let (mut browser, _) = signed_in(&world).await;
    let reply = browser.open("/t/acme/oauth/end_session").await;
    let page = follow(&mut browser, reply).await;
    assert!(page.text().contains("logout-confirm"));
    let gone = answer(&mut browser, &page, "confirm").await;
    assert_eq!(gone.header("location"), "/t/acme/signed-out");
    let nothing = browser.open("/t/acme/oauth/end_session").await;
    assert_eq!(nothing.header("location"), "/t/acme/signed-out");
}
