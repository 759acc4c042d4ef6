//! Second factors on the pages, without script: set up in the profile, asked for at sign-in, set up within one.

use authnex_core::{Secret, TenantHandle, testing::authenticator_code};
use serde_json::{Value, json};

use super::browser::Browser;
use crate::harness::{OWNER, PASSWORD, World, anonymous, post};

const PROFILE: &str = "/portal/profile";

/// A browser with the password step of the owner's sign-in done; where that led.
async fn sign_in(browser: &mut Browser<'_>, place: &str) -> String {
    let reply = if place == "portal" {
        let fields = [
            ("organization", "acme"),
            ("email", OWNER),
            ("password", PASSWORD),
        ];
        let page = "/portal/sign-in?organization=acme";
        browser.fill_in(page, "/portal/sign-in", &fields).await
    } else {
        let fields = [("email", OWNER), ("password", PASSWORD)];
        browser
            .fill_in("/t/acme/sign-in", "/t/acme/sign-in", &fields)
            .await
    };
    reply.header("location").to_owned()
}

/// The text of the element with this test id.
fn text_of(html: &str, id: &str) -> String {
    let (_, rest) = html.split_once(&format!("data-testid=\"{id}\"")).unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split_once('<').unwrap().0.replace("&#38;", "&")
}

fn code(world: &World, secret: &str, steps: i64) -> String {
    let now = world.authnex.clock().now();
    authenticator_code(&Secret::from(secret), now, steps)
        .expose()
        .to_owned()
}

async fn set_policy(world: &World, policy: Value) -> TenantHandle {
    let tenant = world.handle("acme").await;
    let overrides = serde_json::from_value(policy).unwrap();
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    world.handle("acme").await
}

/// Sets an app up in the profile: its secret and the recovery codes.
async fn enrol(world: &World, browser: &mut Browser<'_>) -> (String, Vec<String>) {
    let page = browser.fill_in(PROFILE, "/portal/profile/totp", &[]).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let secret = text_of(page.text(), "profile-totp-secret");
    let uri = text_of(page.text(), "profile-totp-uri");
    assert!(uri.starts_with("otpauth://totp/ACME"), "{uri}");
    assert!(uri.contains(&secret.replace(' ', "")), "{uri}");
    assert!(page.text().contains("<svg"));
    let confirm = "/portal/profile/totp/confirm";
    let wrong = browser
        .fill_in(PROFILE, confirm, &[("code", "nonsense")])
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("aria-invalid"));
    assert!(!wrong.text().contains(&secret), "it is shown once");
    let first = code(world, &secret, -1);
    let page = browser.fill_in(PROFILE, confirm, &[("code", &first)]).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let codes = text_of(page.text(), "profile-recovery-codes");
    let codes: Vec<String> = codes.lines().map(str::to_owned).collect();
    assert_eq!(codes.len(), 10);
    (secret, codes)
}

#[tokio::test]
async fn it_is_set_up_in_the_profile_and_asked_for_at_both_doors() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, "portal").await;
    let (secret, codes) = enrol(&world, &mut browser).await;
    let shown = browser.open(PROFILE).await;
    assert!(text_of(shown.text(), "profile-recovery-codes-left").contains("10"));
    let dashboard = browser.open("/portal/dashboard").await;
    assert!(
        dashboard
            .text()
            .contains("data-testid=\"step-secure-account\" data-done=\"yes\"")
    );

    for (place, page, end, given) in [
        (
            "portal",
            "/portal/second-factor",
            "/portal/dashboard",
            code(&world, &secret, 0),
        ),
        (
            "hosted",
            "/t/acme/second-factor",
            "/t/acme/signed-in",
            codes[0].clone(),
        ),
    ] {
        let mut browser = Browser::new(&world);
        assert_eq!(sign_in(&mut browser, place).await, page);
        assert!(
            !browser.cookies.keys().any(|name| name.starts_with("anx_0")),
            "no session yet"
        );
        let wrong = browser.fill_in(page, page, &[("code", "000000")]).await;
        assert_eq!(wrong.status, 401);
        assert!(wrong.text().contains("data-testid=\"second-factor-code\""));
        let done = browser.fill_in(page, page, &[("code", &given)]).await;
        assert_eq!(done.header("location"), end, "{}", done.text());
        assert_eq!(browser.open(end).await.status, 200);
        let over = browser.fill_in(page, page, &[("code", &codes[1])]).await;
        assert!(over.header("location").ends_with("done=flow-over"));
        assert_eq!(browser.cookies["anx_flow_last"], "password");
    }
}

#[tokio::test]
async fn a_sign_in_that_wants_one_leads_through_the_set_up() {
    let world = World::new().await;
    world.tenant("acme").await;
    set_policy(&world, json!({"mfa": "required"})).await;
    for (place, page, end) in [
        ("hosted", "/t/acme/enrol-mfa", "/t/acme/signed-in"),
        ("portal", "/portal/enrol-mfa", "/portal/dashboard"),
    ] {
        let mut browser = Browser::new(&world);
        assert_eq!(sign_in(&mut browser, place).await, page);
        assert_eq!(browser.open("/portal/dashboard").await.status, 303);
        let shown = browser.fill_in(page, page, &[]).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        let secret = text_of(shown.text(), "profile-totp-secret");
        let confirm = format!("{page}/confirm");
        let wrong = browser
            .fill_in(page, &confirm, &[("code", "000000x")])
            .await;
        assert_eq!(wrong.status, 401);
        let right = code(&world, &secret, 0);
        let codes = browser.fill_in(page, &confirm, &[("code", &right)]).await;
        assert_eq!(codes.status, 200, "{}", codes.text());
        let lines = text_of(codes.text(), "profile-recovery-codes");
        assert_eq!(lines.lines().count(), 10);
        assert!(
            codes.text().contains(&format!("href=\"{end}\"")),
            "{}",
            codes.text()
        );
        assert_eq!(browser.open(end).await.status, 200);
        let tenant = world.handle("acme").await;
        let owner = tenant.find_user(OWNER).await.unwrap().unwrap();
        tenant.reset_mfa(owner.id, &anonymous()).await.unwrap();
    }
}

#[tokio::test]
async fn codes_are_replaced_and_the_app_is_removed_on_a_code() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, "portal").await;
    let (secret, codes) = enrol(&world, &mut browser).await;
    let replace = "/portal/profile/recovery-codes";
    let wrong = browser
        .fill_in(PROFILE, replace, &[("replace_code", "1")])
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("id=\"two-step\""));
    let fresh = browser
        .fill_in(PROFILE, replace, &[("replace_code", &codes[0])])
        .await;
    assert_eq!(
        text_of(fresh.text(), "profile-recovery-codes")
            .lines()
            .count(),
        10
    );
    let remove = "/portal/profile/totp/remove";
    let old = browser
        .fill_in(PROFILE, remove, &[("remove_code", &codes[1])])
        .await;
    assert_eq!(old.status, 422);
    let right = code(&world, &secret, 0);
    let removed = browser
        .fill_in(PROFILE, remove, &[("remove_code", &right)])
        .await;
    assert_eq!(
        removed.header("location"),
        "/portal/profile?done=totp-removed"
    );
    let mut other = Browser::new(&world);
    assert_eq!(sign_in(&mut other, "portal").await, "/portal/dashboard");
}

#[tokio::test]
async fn who_signed_in_a_while_ago_is_asked_again_and_led_back() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, "portal").await;
    world.clock.advance(601);
    let asked = browser.fill_in(PROFILE, "/portal/profile/totp", &[]).await;
    let page = asked.header("location").to_owned();
    assert_eq!(page, "/portal/step-up?next=/portal/profile");
    let give = |password| [("next", PROFILE), ("password", password)];
    let wrong = browser
        .fill_in(&page, "/portal/step-up", &give("another one"))
        .await;
    assert_eq!(wrong.status, 422);
    let back = browser
        .fill_in(&page, "/portal/step-up", &give(PASSWORD))
        .await;
    assert_eq!(back.header("location"), PROFILE);
    enrol(&world, &mut browser).await;
    let evil = [("next", "https://evil.test/"), ("password", PASSWORD)];
    let stays = browser.fill_in(&page, "/portal/step-up", &evil).await;
    assert_eq!(stays.header("location"), PROFILE);
    let by_code = browser
        .open("/portal/step-up?by=code&next=/portal/profile")
        .await;
    assert!(by_code.text().contains("data-testid=\"step-up-code\""));
}

#[tokio::test]
async fn a_trusted_browser_is_not_asked_until_it_is_forgotten() {
    let world = World::new().await;
    world.tenant("acme").await;
    set_policy(&world, json!({"trusted_device_days": 30})).await;
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, "portal").await;
    let (secret, codes) = enrol(&world, &mut browser).await;
    let page = sign_in(&mut browser, "portal").await;
    let given = [("code", codes[0].as_str()), ("trust_browser", "on")];
    browser.fill_in(&page, &page, &given).await;
    let (name, first) = browser
        .cookies
        .iter()
        .find(|(name, _)| name.starts_with("anx_trusted_"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .unwrap();
    assert_eq!(sign_in(&mut browser, "hosted").await, "/t/acme/signed-in");
    assert_ne!(
        browser.cookies[&name], first,
        "it is replaced at each sign-in"
    );
    let mut thief = Browser::new(&world);
    thief.cookies.insert(name.clone(), first);
    assert_eq!(sign_in(&mut thief, "portal").await, "/portal/second-factor");

    assert_eq!(sign_in(&mut browser, "portal").await, "/portal/dashboard");
    let profile = browser.open(PROFILE).await.text().to_owned();
    let id = profile.split("name=\"device\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    let forget = "/portal/profile/trusted-browsers/forget";
    let done = browser.fill_in(PROFILE, forget, &[("device", &id)]).await;
    assert!(done.header("location").ends_with("done=browser-forgotten"));
    assert_eq!(
        sign_in(&mut browser, "portal").await,
        "/portal/second-factor"
    );
    let _ = secret;
}

#[tokio::test]
async fn where_nobody_uses_second_factors_nothing_is_offered() {
    let world = World::new().await;
    world.tenant("acme").await;
    set_policy(&world, json!({"mfa": "off"})).await;
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, "portal").await;
    let profile = browser.open(PROFILE).await;
    assert!(!profile.text().contains("profile-totp-start"));
    let refused = browser.fill_in(PROFILE, "/portal/profile/totp", &[]).await;
    assert_eq!(refused.status, 409);
    let foreign = browser
        .send(post("/portal/profile/totp").form(&[("csrf", "x"), ("tenant", "acme")]))
        .await;
    assert_eq!(foreign.status, 403);
}
