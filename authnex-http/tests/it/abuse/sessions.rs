//! Sessions and half sessions: planted in another browser, or used for what they are not.

use serde_json::json;

use super::scene::{
    NEW, acme, add_passkey, answer, auth, by_passkey, code, enrol, set_policy, waiting,
};
use crate::{
    harness::{EMAIL, OWNER, PASSWORD, World, call, get, post},
    pages::browser::{Browser, hidden},
};

const SIGN_IN: &str = "/t/acme/sign-in";

async fn sign_in(browser: &mut Browser<'_>, email: &str) -> String {
    let fields = [("email", email), ("password", PASSWORD)];
    let led = browser.fill_in(SIGN_IN, SIGN_IN, &fields).await;
    led.header("location").to_owned()
}

fn session_cookie(browser: &Browser<'_>) -> Option<(String, String)> {
    let is_session = |name: &String| {
        let rest = name.strip_prefix("anx_").unwrap_or_default();
        rest.len() == 16
            && rest
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let mut all = browser.cookies.iter();
    let found = all.find(|(name, _)| is_session(name));
    found.map(|(name, value)| (name.clone(), value.clone()))
}

#[tokio::test]
async fn a_session_that_was_planted_is_not_the_one_that_opens() {
    let (world, _mailbox) = acme().await;
    let mut attacker = Browser::new(&world);
    sign_in(&mut attacker, EMAIL).await;
    let (name, planted) = session_cookie(&attacker).unwrap();
    for value in [planted.as_str(), "anx_ses_made_up", ""] {
        let mut victim = Browser::new(&world);
        victim.cookies.insert(name.clone(), value.to_owned());
        assert_eq!(sign_in(&mut victim, OWNER).await, "/t/acme/signed-in");
        let (_, opened) = session_cookie(&victim).unwrap();
        assert_ne!(opened, value);
        // What was planted opens nothing of the victim's, and a session that it was is over.
        let mut with_it = Browser::new(&world);
        with_it.cookies.insert(name.clone(), value.to_owned());
        let page = with_it.open("/t/acme/signed-in").await;
        assert!(!page.text().contains(OWNER), "{value}");
    }
    assert_ne!(attacker.open("/t/acme/signed-in").await.status, 200);
}

#[tokio::test]
async fn each_sign_in_opens_a_session_of_its_own() {
    let (world, _mailbox) = acme().await;
    let mut browser = Browser::new(&world);
    let mut seen = Vec::new();
    for _ in 0..3 {
        sign_in(&mut browser, EMAIL).await;
        let (_, token) = session_cookie(&browser).unwrap();
        assert!(!seen.contains(&token));
        seen.push(token);
    }
    let flow = browser.cookies.keys().any(|name| name.ends_with("_flow"));
    assert!(!flow, "{:?}", browser.cookies.keys());
}

#[tokio::test]
async fn the_token_of_open_forms_is_no_token_of_the_session() {
    let (world, _mailbox) = acme().await;
    let mut browser = Browser::new(&world);
    let open = browser.open("/portal/sign-in?organization=acme").await;
    let known = hidden(open.text(), "csrf").unwrap();
    let fields = [
        ("organization", "acme"),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    let page = "/portal/sign-in?organization=acme";
    browser.fill_in(page, "/portal/sign-in", &fields).await;
    let profile = browser.open("/portal/profile").await;
    let tenant = hidden(profile.text(), "tenant").unwrap_or_default();
    let forged = post("/portal/profile/totp").form(&[("csrf", &known), ("tenant", &tenant)]);
    let refused = browser.send(forged).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
}

#[tokio::test]
async fn a_sign_in_that_was_planted_takes_no_factor_of_the_victim() {
    let (world, _mailbox) = acme().await;
    let (attacker_access, victim_access) = (
        world.tokens("acme").await.access,
        tokens_of(&world, OWNER).await,
    );
    enrol(&world, &attacker_access).await;
    add_passkey(&world, &attacker_access).await;
    let (secret, codes) = enrol(&world, &victim_access).await;
    let mut key = {
        let body = json!({"email": OWNER, "password": PASSWORD});
        let flow = answer(&world, "sign-in", body).await["flow"].clone();
        let body = json!({"flow": flow, "code": codes[1]});
        let opened = answer(&world, "second-factor", body).await;
        add_passkey(&world, opened["access_token"].as_str().unwrap()).await
    };
    let mut attacker = Browser::new(&world);
    assert_eq!(sign_in(&mut attacker, EMAIL).await, "/t/acme/second-factor");
    let planted = attacker.cookies.iter();
    let planted: Vec<_> = planted
        .filter(|(name, _)| name.ends_with("_flow"))
        .collect();
    assert_eq!(planted.len(), 1);
    let mut victim = Browser::new(&world);
    for (name, value) in planted {
        victim.cookies.insert(name.clone(), value.clone());
    }
    let page = "/t/acme/second-factor";
    for code in [&code(&world, &secret, 0), &codes[0]] {
        let refused = victim.fill_in(page, page, &[("code", code)]).await;
        assert_eq!(refused.status, 401, "{}", refused.text());
    }
    let waits = json!({"sign_in": waiting(&world).await});
    let mut begun = answer(&world, "passkey/begin", waits).await;
    begun["public_key"]["allowCredentials"] = json!([]);
    let credential = key.answer(&begun["public_key"]).await;
    let body = json!({"flow": begun["flow"], "credential": credential});
    let refused = auth(&world, "passkey/finish", body).await;
    refused.is_problem(401, "passkey_refused");
    assert!(session_cookie(&victim).is_none());
    // The codes are good still: at the own sign-in.
    let body = json!({"email": OWNER, "password": PASSWORD});
    let flow = answer(&world, "sign-in", body).await["flow"].clone();
    let body = json!({"flow": flow, "code": codes[0]});
    assert_eq!(auth(&world, "second-factor", body).await.status, 200);
    assert_eq!(by_passkey(&world, &mut key).await.status, 200);
}

async fn tokens_of(world: &World, email: &str) -> String {
    let body = json!({"email": email, "password": PASSWORD});
    let answer = answer(world, "sign-in", body).await;
    answer["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn no_factor_is_enrolled_in_a_sign_in_that_waits_for_one() {
    let (world, _mailbox) = acme().await;
    let access = world.tokens("acme").await.access;
    let (secret, _) = enrol(&world, &access).await;
    set_policy(&world, json!({"mfa": "required"})).await;
    let flow = waiting(&world).await;
    for (step, body) in [
        ("enrol-mfa/totp", json!({"flow": flow})),
        (
            "enrol-mfa/totp/confirm",
            json!({"flow": flow, "code": code(&world, &secret, 0)}),
        ),
        ("enrol-mfa/passkey/begin", json!({"flow": flow})),
        (
            "change-password",
            json!({"flow": flow, "new_password": NEW}),
        ),
        ("verify-email", json!({"flow": flow})),
    ] {
        let refused = auth(&world, step, body).await;
        refused.is_problem(400, "flow_unknown");
    }
    for (verb, path, body) in [
        ("POST", "totp", json!({})),
        ("POST", "totp/confirm", json!({"code": "000000"})),
        ("DELETE", "totp", json!({"code": "000000"})),
        ("POST", "passkeys/begin", json!({})),
        ("POST", "recovery-codes", json!({"code": "000000"})),
        ("POST", "step-up", json!({"password": PASSWORD})),
        ("POST", "step-up/passkey/begin", json!({})),
    ] {
        let call = call(verb, &format!("/t/acme/api/v1/me/{path}")).bearer(&flow);
        assert_eq!(call.json(&body).send(&world).await.status, 401, "{path}");
    }
    let mut browser = Browser::new(&world);
    assert_eq!(sign_in(&mut browser, EMAIL).await, "/t/acme/second-factor");
    for page in ["/portal/profile", "/portal/dashboard", "/portal/step-up"] {
        assert_eq!(browser.open(page).await.status, 303, "{page}");
    }
    let start = browser
        .fill_in("/t/acme/second-factor", "/t/acme/enrol-mfa", &[])
        .await;
    assert_eq!(start.status, 303);
    assert!(start.header("location").ends_with("done=flow-over"));
    let body = json!({"flow": flow, "code": code(&world, &secret, 0)});
    let opened = auth(&world, "second-factor", body).await;
    assert_eq!(opened.json()["status"], "signed_in", "{}", opened.text());
    let me = get("/t/acme/api/v1/me/passkeys");
    let access = opened.json()["access_token"].as_str().unwrap().to_owned();
    let listed = me.bearer(&access).send(&world).await.json();
    assert_eq!(listed["items"], json!([]));
}
