//! Settings in the portal: one form for each page, out of the engine's description of the rules.

use authnex_core::policy::FIELDS;
use serde_json::json;

use super::browser::Browser;
use crate::harness::{EMAIL, OWNER, PASSWORD, Reply, World, anonymous, get, sign_up};

const SECURITY: &str = "/portal/settings/security";
const PASSWORDS: &str = "/portal/settings/password-policy";
const SESSIONS: &str = "/portal/settings/sessions";
const ADVANCED: &str = "/portal/settings/advanced";

async fn signed_in<'w>(world: &'w World, email: &str) -> Browser<'w> {
    let mut browser = Browser::new(world);
    let page = "/portal/sign-in?organization=acme";
    let fields = [
        ("organization", "acme"),
        ("email", email),
        ("password", PASSWORD),
    ];
    let reply = browser.fill_in(page, "/portal/sign-in", &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    browser
}

async fn world() -> World {
    let world = World::new().await;
    world.tenant("acme").await;
    world
}

async fn save(browser: &mut Browser<'_>, page: &str, fields: &[(&str, &str)]) -> Reply {
    browser.fill_in(page, page, fields).await
}

async fn own(world: &World) -> serde_json::Value {
    serde_json::to_value(world.handle("acme").await.policy_overrides()).unwrap()
}

#[tokio::test]
async fn every_rule_of_a_page_is_shown_with_the_default_that_it_replaces() {
    let world = world().await;
    let mut owner = signed_in(&world, OWNER).await;
    let list = owner.open("/portal/settings").await;
    let mut shown = String::new();
    for page in [SECURITY, PASSWORDS, SESSIONS, ADVANCED] {
        assert!(list.text().contains(&format!("href=\"{page}\"")), "{page}");
        let opened = owner.open(page).await;
        assert_eq!(opened.status, 200, "{page}");
        shown.push_str(opened.text());
    }
    for field in FIELDS
        .iter()
        .filter(|field| !["allowed_origins", "password_hash", "user_claims"].contains(&field.name))
    {
        let test_id = format!("data-testid=\"rule-{}", field.name);
        assert!(shown.contains(&test_id), "{}", field.name);
    }
    assert!(shown.contains("placeholder=\"1209600\""));
    assert!(shown.contains("3600 – 7776000\u{a0}s. Default: 1209600\u{a0}s"));
    assert!(shown.contains("Default: Open to everybody"));
}

#[tokio::test]
async fn a_page_sets_its_own_rules_and_blank_takes_them_away() {
    let world = world().await;
    let mut owner = signed_in(&world, OWNER).await;
    let fields = [
        ("session_seconds", "3600"),
        ("sessions_per_user", "5"),
        ("refresh_token_seconds", ""),
    ];
    let saved = save(&mut owner, SESSIONS, &fields).await;
    let there = "/portal/settings/sessions?done=settings-saved";
    assert_eq!(saved.header("location"), there, "{}", saved.text());
    assert!(
        owner
            .open(there)
            .await
            .text()
            .contains("data-kind=\"success\"")
    );
    let fields = [
        ("password_require_digit", "true"),
        ("password_change_ends_sessions", "false"),
    ];
    save(&mut owner, PASSWORDS, &fields).await;
    let expected = json!({"session_seconds": 3_600, "sessions_per_user": 5,
        "password_require_digit": true, "password_change_ends_sessions": false});
    assert_eq!(own(&world).await, expected, "other pages' rules stay");
    let page = owner.open(SESSIONS).await;
    assert!(page.text().contains("name=\"session_seconds\" type=\"text\" inputmode=\"numeric\" autocomplete=\"off\" value=\"3600\""));
    save(&mut owner, SESSIONS, &[]).await;
    save(&mut owner, PASSWORDS, &[]).await;
    assert_eq!(own(&world).await, json!({}));
}

#[tokio::test]
async fn lists_boxes_and_choices_are_set() {
    let world = world().await;
    let mut owner = signed_in(&world, OWNER).await;
    let fields = [
        ("sign_up", "domain"),
        (
            "allowed_email_domains",
            "acme.example\r\n\r\n globex.example, initech.example",
        ),
        ("mfa", ""),
    ];
    save(&mut owner, SECURITY, &fields).await;
    let fields = [
        ("allowed_methods.password", "on"),
        ("allowed_methods.passkey", "on"),
        ("magic_link", ""),
    ];
    save(&mut owner, ADVANCED, &fields).await;
    let domains = ["acme.example", "globex.example", "initech.example"];
    let expected = json!({"sign_up": "domain", "allowed_email_domains": domains,
        "allowed_methods": ["password", "passkey"]});
    assert_eq!(own(&world).await, expected);
    let page = owner.open(ADVANCED).await;
    assert!(
        page.text()
            .contains("data-testid=\"rule-allowed_methods-passkey\" checked")
    );
    assert!(
        !page
            .text()
            .contains("data-testid=\"rule-allowed_methods-magic_link\" checked")
    );
}

#[tokio::test]
async fn what_does_not_do_comes_back_as_typed_with_the_range_beside_it() {
    let world = world().await;
    let mut owner = signed_in(&world, OWNER).await;
    let fields = [
        ("session_seconds", "12"),
        ("access_token_seconds", "soon"),
        ("sessions_per_user", "7"),
    ];
    let refused = save(&mut owner, SESSIONS, &fields).await;
    assert_eq!(refused.status, 422);
    for told in [
        "This must be between 3600 and 7776000.",
        "Give a whole number from 60 to 86400.",
        "value=\"12\"",
        "value=\"soon\"",
        "value=\"7\"",
    ] {
        assert!(refused.text().contains(told), "{told}");
    }
    for (page, fields, told) in [
        (
            SECURITY,
            [("sign_up", "domain")],
            "needs at least one domain",
        ),
        (
            SECURITY,
            [("allowed_email_domains", "nodomain")],
            "must be a domain",
        ),
        (
            ADVANCED,
            [("ip_allowlist", "10.0.0.0/99")],
            "not of the right form",
        ),
        (
            ADVANCED,
            [("ip_allowlist", "<script>alert(1)</script>")],
            "&#60;script&#62;",
        ),
    ] {
        let refused = save(&mut owner, page, &fields).await;
        assert_eq!(refused.status, 422, "{told}");
        assert!(refused.text().contains(told), "{told}: {}", refused.text());
    }
    let unknown = save(&mut owner, SESSIONS, &[("password_min_length", "20")]).await;
    assert_eq!(unknown.status, 400, "a rule of another page");
    assert_eq!(own(&world).await, json!({}));
}

#[tokio::test]
async fn strict_shows_what_it_makes_of_the_values() {
    let world = world().await;
    let mut owner = signed_in(&world, OWNER).await;
    let fields = [("session_seconds", "86400"), ("session_idle_seconds", "60")];
    save(&mut owner, SESSIONS, &fields).await;
    let tenant = world.handle("acme").await;
    let mut overrides = tenant.policy_overrides().clone();
    overrides.strict = Some(true);
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    let page = owner.open(SESSIONS).await;
    assert!(page.text().contains("Strict makes this 43200\u{a0}s."));
    assert!(
        page.text()
            .contains("data-testid=\"rule-access_token_seconds-strict\"")
    );
    assert!(
        !page
            .text()
            .contains("data-testid=\"rule-session_idle_seconds-strict\""),
        "60 is tighter"
    );
    assert!(
        page.text().contains("value=\"86400\""),
        "the own value stays"
    );
}

#[tokio::test]
async fn who_may_not_see_the_rules_finds_no_way_to_them() {
    let world = world().await;
    sign_up(&world.handle("acme").await, EMAIL).await;
    let mut member = signed_in(&world, EMAIL).await;
    let dashboard = member.open("/portal/dashboard").await;
    assert!(!dashboard.text().contains("/portal/settings"));
    for page in ["/portal/settings", SECURITY] {
        assert_eq!(member.open(page).await.status, 403, "{page}");
    }
    let token = super::browser::hidden(dashboard.text(), "csrf").unwrap();
    let form = [
        ("csrf", token.as_str()),
        ("tenant", "acme"),
        ("strict", "true"),
    ];
    let sent = member
        .send(crate::harness::post(SECURITY).form(&form))
        .await;
    assert_eq!(sent.status, 403);
    assert_eq!(own(&world).await, json!({}));
    assert!(
        signed_in(&world, OWNER)
            .await
            .open("/portal/dashboard")
            .await
            .text()
            .contains("href=\"/portal/settings\"")
    );
}

#[tokio::test]
async fn who_may_only_see_them_has_no_button() {
    let world = world().await;
    let tenant = world.handle("acme").await;
    sign_up(&tenant, EMAIL).await;
    tenant
        .create_role("reader", &["policy:read"], &anonymous())
        .await
        .unwrap();
    let tenant = world.handle("acme").await;
    let user = tenant.find_user(EMAIL).await.unwrap().unwrap();
    tenant
        .assign_role(user.id, "reader", &anonymous())
        .await
        .unwrap();
    let mut reader = signed_in(&world, EMAIL).await;
    let page = reader.open(SECURITY).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<fieldset class=\"plain\" disabled>"));
    assert!(!page.text().contains("settings-save"));
    let sent = save(&mut reader, SECURITY, &[("strict", "true")]).await;
    assert_eq!(sent.status, 403);
    assert_eq!(own(&world).await, json!({}));
}

#[tokio::test]
async fn pages_that_are_none_are_not_found_and_forms_are_bound_to_the_session() {
    let world = world().await;
    let mut owner = signed_in(&world, OWNER).await;
    assert_eq!(owner.open("/portal/settings/none").await.status, 404);
    let foreign = [("csrf", "x"), ("tenant", "acme"), ("strict", "true")];
    let sent = owner
        .send(crate::harness::post(SECURITY).form(&foreign))
        .await;
    assert_eq!(sent.status, 403);
    assert_eq!(get(SECURITY).send(&world).await.status, 303);
    assert_eq!(own(&world).await, json!({}));
}

#[tokio::test]
async fn the_address_that_sets_the_networks_must_be_among_them() {
    let world = world().await;
    let mut owner = signed_in(&world, OWNER).await;
    let html = owner.open(ADVANCED).await;
    let token = super::browser::hidden(html.text(), "csrf").unwrap();
    for (networks, status) in [("192.0.2.0/24", 422), ("203.0.113.0/24\n192.0.2.0/24", 303)] {
        let form = [
            ("csrf", token.as_str()),
            ("tenant", "acme"),
            ("ip_allowlist", networks),
        ];
        let call = crate::harness::post(ADVANCED)
            .form(&form)
            .peer("203.0.113.9");
        let sent = owner.send(call).await;
        assert_eq!(sent.status, status, "{networks}");
    }
    // From an address that is not known, the list lets nobody in.
    assert_eq!(owner.open(ADVANCED).await.status, 403);
}
