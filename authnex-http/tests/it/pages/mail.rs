//! Pages that a mail's link leads to: a GET uses nothing up, the form's POST does, once.

use authnex_core::{
    mail::{Mail, MailKind},
    policy::PolicyOverrides,
};

use super::browser::{Browser, hidden};
use crate::harness::{EMAIL, OWNER, PASSWORD, World, anonymous, get, sign_up};

const NEW: &str = "quite another phrase";

fn path_of(mail: &Mail) -> String {
    let link = mail.content.link.as_deref().unwrap();
    link.strip_prefix("http://localhost:8080")
        .unwrap()
        .to_owned()
}

fn token_of(mail: &Mail) -> String {
    path_of(mail).split_once("?code=").unwrap().1.to_owned()
}

async fn sign_in(browser: &mut Browser<'_>, email: &str, password: &str) -> u16 {
    let fields = [("email", email), ("password", password)];
    let path = "/t/acme/sign-in";
    browser.fill_in(path, path, &fields).await.status.as_u16()
}

#[tokio::test]
async fn a_forgotten_password_is_set_by_the_mails_link() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let form = browser.open("/t/acme/sign-in").await;
    assert!(form.text().contains("href=\"/t/acme/forgot-password\""));
    let page = "/t/acme/forgot-password";
    let sent = browser.fill_in(page, page, &[("email", OWNER)]).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let to = sent.header("location").to_owned();
    let shown = browser.open(&to).await;
    assert!(shown.text().contains("data-kind=\"success\""));
    assert!(shown.text().contains("autocomplete=\"one-time-code\""));
    let mail = world
        .newest_mail(&mailbox, MailKind::ResetPassword, OWNER)
        .await;
    let path = path_of(&mail);
    // Whatever follows links for safety's sake uses nothing up.
    for _ in 0..3 {
        let opened = get(&path).send(&world).await;
        assert_eq!(opened.status, 200);
        assert_eq!(hidden(opened.text(), "code"), Some(token_of(&mail)));
        assert!(!opened.text().contains("reset-password-code"));
    }
    let token = token_of(&mail);
    let short = [("code", token.as_str()), ("password", "short")];
    let refused = browser
        .fill_in(&path, "/t/acme/reset-password", &short)
        .await;
    assert_eq!(refused.status, 422);
    assert_eq!(hidden(refused.text(), "code"), Some(token.clone()));
    let fields = [("code", token.as_str()), ("password", NEW)];
    let done = browser
        .fill_in(&path, "/t/acme/reset-password", &fields)
        .await;
    assert_eq!(
        done.header("location"),
        "/t/acme/sign-in?done=password-reset"
    );
    assert_eq!(sign_in(&mut browser, OWNER, NEW).await, 303);
    let again = browser
        .fill_in(&path, "/t/acme/reset-password", &fields)
        .await;
    assert_eq!(again.status, 400);
    assert!(
        again.text().contains("reset-password-code"),
        "a code is asked for"
    );
    assert!(!again.text().contains(&token));
}

#[tokio::test]
async fn a_forgotten_password_is_set_by_the_mails_code() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let page = "/t/acme/forgot-password";
    browser.fill_in(page, page, &[("email", OWNER)]).await;
    let mail = world
        .newest_mail(&mailbox, MailKind::ResetPassword, OWNER)
        .await;
    let code = mail.content.code.unwrap();
    let page = "/t/acme/reset-password";
    let fields = [("email", OWNER), ("code", code.as_str()), ("password", NEW)];
    let set = browser.fill_in(page, page, &fields).await;
    assert_eq!(set.status, 303, "{}", set.text());
    assert_eq!(sign_in(&mut browser, OWNER, NEW).await, 303);
    assert_eq!(sign_in(&mut browser, OWNER, PASSWORD).await, 401);
}

#[tokio::test]
async fn who_has_no_account_sees_the_same() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    world.workers.deliver_mail().await.unwrap();
    let known = mailbox.mails().len();
    let page = "/t/acme/forgot-password";
    let mut answers = Vec::new();
    for email in [OWNER, "nobody@example.test"] {
        let mut browser = Browser::new(&world);
        let sent = browser.fill_in(page, page, &[("email", email)]).await;
        let to = sent.header("location").to_owned();
        let shown = browser.open(&to).await;
        let token = hidden(shown.text(), "csrf").unwrap();
        answers.push((sent.status, to, shown.text().replace(&token, "")));
    }
    assert_eq!(answers[0], answers[1]);
    world.workers.deliver_mail().await.unwrap();
    assert_eq!(mailbox.mails().len(), known + 1);
}

#[tokio::test]
async fn too_many_wrong_codes_are_told_alike() {
    let (world, _) = World::with_mailbox().await;
    world.tenant("acme").await;
    let page = "/t/acme/reset-password";
    for email in [OWNER, "nobody@example.test"] {
        let mut browser = Browser::new(&world);
        let fields = [("email", email), ("code", "00000000"), ("password", NEW)];
        for _ in 0..5 {
            assert_eq!(browser.fill_in(page, page, &fields).await.status, 400);
        }
        let locked = browser.fill_in(page, page, &fields).await;
        assert_eq!(locked.status, 429);
        assert_ne!(locked.header("retry-after"), "");
    }
}

#[tokio::test]
async fn an_address_is_verified_by_the_mails_link() {
    let (world, mailbox) = World::with_mailbox().await;
    let acme = world.tenant("acme").await;
    sign_up(&acme, EMAIL).await;
    let mail = world
        .newest_mail(&mailbox, MailKind::VerifyEmail, EMAIL)
        .await;
    let (path, token) = (path_of(&mail), token_of(&mail));
    for _ in 0..3 {
        assert_eq!(get(&path).send(&world).await.status, 200);
    }
    let mut browser = Browser::new(&world);
    let fields = [("code", token.as_str())];
    let done = browser
        .fill_in(&path, "/t/acme/verify-email", &fields)
        .await;
    assert_eq!(
        done.header("location"),
        "/t/acme/sign-in?done=email-verified"
    );
    let again = browser
        .fill_in(&path, "/t/acme/verify-email", &fields)
        .await;
    assert_eq!(again.status, 400);
}

#[tokio::test]
async fn the_dashboard_asks_for_an_address_to_be_verified_until_it_is() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let fields = [
        ("organization", "acme"),
        ("email", OWNER),
        ("password", PASSWORD),
    ];
    let form = "/portal/sign-in?organization=acme";
    browser.fill_in(form, "/portal/sign-in", &fields).await;
    let dashboard = browser.open("/portal/dashboard").await;
    assert!(dashboard.text().contains("dashboard-verify-email-resend"));
    world.workers.deliver_mail().await.unwrap();
    let before = mailbox.mails().len();
    let action = "/portal/verify-email/resend";
    let sent = browser.fill_in("/portal/dashboard", action, &[]).await;
    let to = sent.header("location").to_owned();
    assert!(
        browser
            .open(&to)
            .await
            .text()
            .contains("data-kind=\"success\"")
    );
    let mail = world
        .newest_mail(&mailbox, MailKind::VerifyEmail, OWNER)
        .await;
    assert_eq!(mailbox.mails().len(), before + 1);
    let code = mail.content.code.clone().unwrap();
    let page = "/t/acme/verify-email";
    let fields = [("email", OWNER), ("code", code.as_str())];
    let done = browser.fill_in(page, page, &fields).await;
    let to = done.header("location").to_owned();
    assert_eq!(to, "/t/acme/signed-in?done=email-verified");
    assert!(
        browser
            .open(&to)
            .await
            .text()
            .contains("data-kind=\"success\"")
    );
    let dashboard = browser.open("/portal/dashboard").await;
    assert!(!dashboard.text().contains("dashboard-verify-email"));
}

#[tokio::test]
async fn another_verification_is_sent_on_demand() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    world.workers.deliver_mail().await.unwrap();
    let before = mailbox.mails().len();
    let mut browser = Browser::new(&world);
    let page = "/t/acme/verify-email/resend";
    for email in [OWNER, "nobody@example.test"] {
        let sent = browser.fill_in(page, page, &[("email", email)]).await;
        assert_eq!(
            sent.header("location"),
            "/t/acme/verify-email?done=mail-sent"
        );
    }
    world.workers.deliver_mail().await.unwrap();
    assert_eq!(mailbox.mails().len(), before + 1);
}

#[tokio::test]
async fn the_portal_leads_to_the_form_once_the_organization_is_known() {
    let (world, _) = World::with_mailbox().await;
    world.tenant("acme").await;
    let first = get("/portal/sign-in").send(&world).await;
    assert!(!first.text().contains("forgot-password"));
    let second = get("/portal/sign-in?organization=acme").send(&world).await;
    assert!(second.text().contains("href=\"/t/acme/forgot-password\""));
}

#[tokio::test]
async fn a_mail_is_in_the_language_of_the_browser() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    let body = serde_json::json!({"email": OWNER});
    let asked = crate::harness::post("/t/acme/api/v1/auth/forgot-password")
        .header("accept-language", "de-AT, en;q=0.5")
        .json(&body)
        .send(&world)
        .await;
    assert_eq!(asked.status, 202);
    let mail = world
        .newest_mail(&mailbox, MailKind::ResetPassword, OWNER)
        .await;
    assert!(
        mail.content.subject.contains("Passwort"),
        "{}",
        mail.content.subject
    );
}

/// A tenant that wants addresses verified.
async fn strict(world: &World) {
    let tenant = world.tenant("acme").await;
    let overrides = PolicyOverrides {
        require_verified_email: Some(true),
        ..PolicyOverrides::default()
    };
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    world.clock.advance(1);
}

#[tokio::test]
async fn a_sign_in_that_wants_a_verified_address_goes_on_when_it_is() {
    for (form, action, goal) in [
        ("/t/acme/sign-in", "/t/acme/sign-in", "/t/acme/signed-in"),
        (
            "/portal/sign-in?organization=acme",
            "/portal/sign-in",
            "/portal/dashboard",
        ),
    ] {
        let (world, mailbox) = World::with_mailbox().await;
        strict(&world).await;
        let mut browser = Browser::new(&world);
        let mut fields = vec![("email", OWNER), ("password", PASSWORD)];
        if action == "/portal/sign-in" {
            fields.push(("organization", "acme"));
        }
        let waits = browser.fill_in(form, action, &fields).await;
        let page = waits.header("location").to_owned();
        assert!(page.starts_with("/t/acme/verify-email?"), "{page}");
        assert!(
            browser
                .open(&page)
                .await
                .text()
                .contains("data-kind=\"error\"")
        );
        assert_ne!(browser.open(goal).await.status, 200, "no session yet");
        let mail = world
            .newest_mail(&mailbox, MailKind::VerifyEmail, OWNER)
            .await;
        let code = mail.content.code.clone().unwrap();
        let next = hidden(browser.open(&page).await.text(), "next").unwrap();
        let fields = [
            ("email", OWNER),
            ("code", code.as_str()),
            ("next", next.as_str()),
        ];
        let done = browser
            .fill_in(&page, "/t/acme/verify-email", &fields)
            .await;
        assert_eq!(done.header("location"), goal, "{}", done.text());
        assert_eq!(browser.open(goal).await.status, 200);
    }
}

#[tokio::test]
async fn a_locked_account_is_unlocked_by_the_mails_link() {
    let (world, mailbox) = World::with_mailbox().await;
    let tenant = world.tenant("acme").await;
    let overrides = serde_json::from_value(serde_json::json!({"lockout_failures": 3})).unwrap();
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    let mut stranger = Browser::new(&world);
    for _ in 0..3 {
        assert_eq!(sign_in(&mut stranger, OWNER, "wrong password").await, 401);
    }
    assert_eq!(sign_in(&mut stranger, OWNER, PASSWORD).await, 429);
    let mail = world
        .newest_mail(&mailbox, MailKind::AccountLocked, OWNER)
        .await;
    let (path, token) = (path_of(&mail), token_of(&mail));
    // Whatever follows links for safety's sake unlocks nothing.
    for _ in 0..3 {
        let opened = get(&path).send(&world).await;
        assert_eq!(opened.status, 200);
        assert_eq!(hidden(opened.text(), "code"), Some(token.clone()));
    }
    assert_eq!(sign_in(&mut stranger, OWNER, PASSWORD).await, 429);
    let mut owner = Browser::new(&world);
    let fields = [("code", token.as_str())];
    let done = owner.fill_in(&path, "/t/acme/unlock", &fields).await;
    assert_eq!(
        done.header("location"),
        "/t/acme/sign-in?done=account-unlocked"
    );
    assert_eq!(sign_in(&mut owner, OWNER, PASSWORD).await, 303);
    let again = owner.fill_in(&path, "/t/acme/unlock", &fields).await;
    assert_eq!(again.status, 400);
    assert!(!again.text().contains(&token));
    let broken = get("/t/acme/unlock?code=none").send(&world).await;
    assert_eq!(broken.status, 200);
    assert!(!broken.text().contains("unlock-submit"));
}

#[tokio::test]
async fn a_browser_that_the_owner_has_signed_in_with_is_not_locked_by_strangers() {
    let (world, _mailbox) = World::with_mailbox().await;
    let tenant = world.tenant("acme").await;
    let overrides = serde_json::from_value(serde_json::json!({"lockout_failures": 3})).unwrap();
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    let mut owner = Browser::new(&world);
    assert_eq!(sign_in(&mut owner, OWNER, PASSWORD).await, 303);
    let mut stranger = Browser::new(&world);
    for _ in 0..3 {
        assert_eq!(sign_in(&mut stranger, OWNER, "wrong password").await, 401);
    }
    assert_eq!(sign_in(&mut stranger, OWNER, PASSWORD).await, 429);
    assert_eq!(sign_in(&mut owner, OWNER, PASSWORD).await, 303);
}
