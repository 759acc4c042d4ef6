//! What a tenant rules about its clients: origins, claims of its own, audiences; and the language that a client wishes.

use authnex_core::{
    flow::{NewPassword, NewUserByOperator},
    policy::PolicyOverrides,
    user::Attributes,
};
use serde_json::{Value, json};

use super::party::*;
use crate::{
    harness::{EMAIL, PASSWORD, World, anonymous, get, post},
    pages::Browser,
};

#[tokio::test]
async fn a_page_of_an_origin_that_the_tenant_allows_may_read() {
    let world = world().await;
    rules(
        &world,
        "acme",
        json!({"allowed_origins": ["https://app.example"]}),
    )
    .await;
    for (slug, allowed) in [("acme", true), ("globex", false)] {
        let reply = post(&format!("/t/{slug}/oauth/token"))
            .header("authorization", &basic("rp", SECRET))
            .header("origin", "https://app.example")
            .form(&[("grant_type", "refresh_token")])
            .send(&world)
            .await;
        let told = reply.header("access-control-allow-origin");
        assert_eq!(told == "https://app.example", allowed, "{slug}");
    }
}

#[test]
fn origins_and_names_of_claims_are_checked() {
    let check = |rules: Value| {
        let overrides: PolicyOverrides = serde_json::from_value(rules).unwrap();
        overrides
            .check(&authnex_core::policy::Policy::default())
            .is_ok()
    };
    for origin in [
        "https://app.example",
        "http://localhost:3000",
        "https://app.example:8443",
    ] {
        assert!(check(json!({"allowed_origins": [origin]})), "{origin}");
    }
    for origin in [
        "*",
        "null",
        "https://app.example/",
        "https://*.example",
        "app.example",
        "HTTPS://app.example",
        "https://app.example:443",
        "javascript:x",
    ] {
        assert!(!check(json!({"allowed_origins": [origin]})), "{origin}");
    }
    for claim in ["department", "https://acme.example/level", "acme:level"] {
        assert!(
            check(json!({"user_claims": {claim: "department"}})),
            "{claim}"
        );
    }
    let standard = authnex_core::oauth::CLAIMS_SUPPORTED;
    let reserved = authnex_core::token::RESERVED_CLAIMS;
    for claim in standard
        .iter()
        .chain(&reserved)
        .chain(&["nonce", "at_hash", "events", "", "a b", "ä"])
    {
        assert!(
            !check(json!({"user_claims": {*claim: "department"}})),
            "{claim}"
        );
    }
    let many: serde_json::Map<String, Value> =
        (0..33).map(|n| (format!("c{n}"), json!("x"))).collect();
    assert!(!check(json!({"user_claims": many})));
}

async fn world_with_attributes() -> World {
    let world = World::new().await;
    let acme = world.tenant("acme").await;
    put(&world, "acme", metadata()).await;
    let attributes = json!({"department": "Bridges", "level": 7, "secret": "of the application"});
    let request = NewUserByOperator {
        email: Some(EMAIL.to_owned()),
        password: Some(NewPassword::Plain(PASSWORD.into())),
        attributes: Attributes(attributes.as_object().unwrap().clone()),
        ..NewUserByOperator::default()
    };
    acme.create_user(request, &anonymous()).await.unwrap();
    world
}

#[tokio::test]
async fn claims_of_the_tenants_own_are_in_tokens_and_at_userinfo() {
    let world = world_with_attributes().await;
    let mapping = json!({"department": "department", "acme:level": "level", "none": "absent"});
    rules(&world, "acme", json!({"user_claims": mapping})).await;
    for (scope, seen) in [("openid profile", true), ("openid email", false)] {
        let tokens = tokens(&world, "acme", &[("scope", scope)]).await;
        let access = tokens["access_token"].as_str().unwrap();
        let info = get("/t/acme/oauth/userinfo")
            .bearer(access)
            .send(&world)
            .await
            .json();
        for told in [
            info,
            claims(access),
            claims(tokens["id_token"].as_str().unwrap()),
        ] {
            assert_eq!(told["department"] == "Bridges", seen, "{told}");
            assert_eq!(told["acme:level"] == 7, seen, "{told}");
            assert!(
                told.get("none").is_none() && told.get("secret").is_none(),
                "{told}"
            );
        }
    }
}

#[tokio::test]
async fn a_client_asks_for_the_audiences_that_it_may_name() {
    let world = world().await;
    let audiences = json!({
        "audiences": ["https://orders.example", "https://stock.example"],
        "grant_types": ["authorization_code", "client_credentials"],
        "permissions": ["users:read"],
    });
    put(&world, "acme", metadata_with(audiences)).await;
    let code = code(&world, "acme", &[("resource", "https://orders.example")]).await;
    let granted = token(&world, "acme", &exchange(&code)).await.json();
    assert_eq!(
        claims(granted["access_token"].as_str().unwrap())["aud"],
        "https://orders.example"
    );
    let mut browser = Browser::new(&world);
    let path = authorize_path("acme", &[("resource", "https://other.example")]);
    let reply = browser.open(&path).await;
    assert_eq!(told(&reply, "error").as_deref(), Some("invalid_target"));
    for (resource, status) in [
        ("https://stock.example", 200),
        ("https://other.example", 400),
    ] {
        let fields = [("grant_type", "client_credentials"), ("resource", resource)];
        let reply = token(&world, "acme", &fields).await;
        assert_eq!(reply.status, status, "{}", reply.text());
    }
}

#[tokio::test]
async fn the_pages_speak_the_first_language_of_the_clients_wish_that_they_know() {
    let world = world().await;
    for (wish, language) in [("fr de-AT en", "de"), ("fr", "en"), ("en de", "en")] {
        let mut browser = Browser::new(&world);
        let reply = browser
            .open(&authorize_path("acme", &[("ui_locales", wish)]))
            .await;
        let page = follow(&mut browser, reply).await;
        assert!(
            page.text().contains(&format!("<html lang=\"{language}\"")),
            "{wish}"
        );
    }
    let mut browser = Browser::new(&world);
    let reply = browser.open("/t/acme/sign-in?ui_locales=de").await;
    assert!(reply.text().contains("<html lang=\"de\""));
}

#[tokio::test]
async fn the_personal_data_holds_the_consents() {
    let world = world().await;
    put(&world, "acme", metadata_with(json!({"first_party": false}))).await;
    let mut browser = Browser::new(&world);
    let page = authorize(&mut browser, "acme", &[]).await;
    decide(&mut browser, "acme", &page, "allow").await;
    let bearer = world.tokens("acme").await.access;
    let data = post("/t/acme/api/v1/me/export")
        .bearer(&bearer)
        .json(&json!({}));
    let data = data.send(&world).await.json();
    assert_eq!(
        data["consents"][0]["scope"], "email openid profile",
        "{data}"
    );
}
