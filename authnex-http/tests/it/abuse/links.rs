//! Mailed links and codes: at another purpose, cut off, changed, made for another host, and fetched by scanners.

use authnex_core::{mail::MailKind, role::CATALOGUE};
use authnex_http::DevMailbox;
use serde_json::{Value, json};

use super::scene::{NEW, acme, answer, auth, mailed, set_policy, sign_in, token_of, waiting};
use crate::{
    harness::{EMAIL, PASSWORD, Reply, World, call, get, post},
    pages::browser::Browser,
};

const BEA: &str = "bea@example.test";

/// What a mailed token is for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Purpose {
    ChangeEmail,
    Invitation,
    Reset,
    SignIn,
    Unlock,
    Verify,
}

impl Purpose {
    const ALL: [Self; 6] = [
        Self::ChangeEmail,
        Self::Invitation,
        Self::Reset,
        Self::SignIn,
        Self::Unlock,
        Self::Verify,
    ];

    /// Redeems a token.
    async fn redeem(self, world: &World, token: &str) -> Reply {
        let (step, body) = match self {
            Self::ChangeEmail => ("confirm-email", json!({"code": token})),
            Self::Invitation => ("accept-invite", json!({"token": token, "password": NEW})),
            Self::Reset => ("reset-password", json!({"code": token, "password": NEW})),
            Self::SignIn => ("magic-link", json!({"code": token})),
            Self::Unlock => ("unlock", json!({"code": token})),
            Self::Verify => ("verify-email", json!({"code": token})),
        };
        auth(world, step, body).await
    }
}

/// A token of each purpose, all of them good.
async fn tokens(world: &World, mailbox: &DevMailbox) -> Vec<(Purpose, String)> {
    let access = world.tokens("acme").await.access;
    let key = world.key("acme", &CATALOGUE.map(|(name, _)| name)).await;
    let invite = post("/t/acme/api/v1/invites").bearer(&key);
    let invite = invite.json(&json!({"email": BEA})).send(world).await;
    assert_eq!(invite.status, 201, "{}", invite.text());
    let change = post("/t/acme/api/v1/me/email").bearer(&access);
    let body = json!({"email": "lovelace@example.test", "current_password": PASSWORD});
    let change = change.json(&body).send(world).await;
    assert!(change.status.is_success(), "{}", change.text());
    auth(world, "forgot-password", json!({"email": EMAIL})).await;
    auth(world, "magic-link", json!({"email": EMAIL})).await;
    for _ in 0..3 {
        assert_eq!(sign_in(world, "a wrong guess").await.status, 401);
    }
    world.workers.deliver_mail().await.unwrap();
    let newest = |kind: MailKind, to: &str| {
        let mut mails = mailbox.mails().into_iter();
        let mail = mails.find(|mail| mail.kind == kind && mail.content.to == to);
        token_of(&mail.unwrap_or_else(|| panic!("no {kind:?}")))
    };
    vec![
        (
            Purpose::ChangeEmail,
            newest(MailKind::ChangeEmail, "lovelace@example.test"),
        ),
        (Purpose::Invitation, newest(MailKind::Invitation, BEA)),
        (Purpose::Reset, newest(MailKind::ResetPassword, EMAIL)),
        (Purpose::SignIn, newest(MailKind::SignIn, EMAIL)),
        (Purpose::Unlock, newest(MailKind::AccountLocked, EMAIL)),
        (Purpose::Verify, newest(MailKind::VerifyEmail, EMAIL)),
    ]
}

async fn world() -> (World, DevMailbox) {
    let (world, mailbox) = acme().await;
    set_policy(&world, json!({"magic_link": "on", "lockout_failures": 3})).await;
    (world, mailbox)
}

fn is_refused(reply: &Reply, what: &str) {
    let status = reply.status.as_u16();
    assert!(
        matches!(status, 400 | 401 | 422),
        "{what}: {}",
        reply.text()
    );
    assert!(!reply.text().contains("access_token"), "{what}");
}

/// An order in which redeeming one leaves the others good: a password that is set ends what was mailed before.
const ORDER: [Purpose; 6] = [
    Purpose::Unlock,
    Purpose::Verify,
    Purpose::Invitation,
    Purpose::SignIn,
    Purpose::ChangeEmail,
    Purpose::Reset,
];

#[tokio::test]
async fn the_token_of_one_purpose_is_nothing_at_another_and_stays_good() {
    let (world, mailbox) = world().await;
    let tokens = tokens(&world, &mailbox).await;
    for (purpose, token) in &tokens {
        for other in Purpose::ALL {
            if other != *purpose {
                let reply = other.redeem(&world, token).await;
                is_refused(&reply, &format!("{purpose:?} at {other:?}"));
            }
        }
        let refresh = answer(&world, "refresh", json!({"refresh_token": token})).await;
        assert_eq!(refresh["code"], "invalid_refresh_token");
        let me = get("/t/acme/api/v1/me").bearer(token).send(&world).await;
        assert_eq!(me.status, 401);
    }
    redeem_all(&world, &tokens).await;
}

/// Each is good once; the address must not change before the mail that resets its password is used.
async fn redeem_all(world: &World, tokens: &[(Purpose, String)]) {
    for purpose in ORDER {
        let (_, token) = tokens.iter().find(|(one, _)| *one == purpose).unwrap();
        let done = purpose.redeem(world, token).await;
        if purpose == Purpose::Reset {
            // It was mailed to the address before.
            is_refused(&done, "reset after the address changed");
            continue;
        }
        assert!(done.status.is_success(), "{purpose:?}: {}", done.text());
        is_refused(&purpose.redeem(world, token).await, "used");
    }
}

/// What may become of a token on its way.
fn mutations(token: &str) -> Vec<String> {
    let swapped: String = token
        .chars()
        .map(|c| {
            if c.is_ascii_lowercase() {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    let mut all: Vec<String> = [1, 2, 6, token.len() / 2, token.len() - 1]
        .into_iter()
        .map(|less| token[..token.len() - less].to_owned())
        .collect();
    for at in [9, token.len() / 2, token.len() - 7, token.len() - 1] {
        let with = if &token[at..=at] == "a" { "b" } else { "a" };
        all.push(format!("{}{with}{}", &token[..at], &token[at + 1..]));
    }
    all.extend([
        String::new(),
        swapped,
        format!("{token}A"),
        format!("{token}\u{0}"),
        format!("{token}{token}"),
        token.replacen("anx_", "anx-", 1),
        token.chars().rev().collect(),
        "%00".to_owned(),
        "a".repeat(10_000),
    ]);
    all
}

#[tokio::test]
async fn truncated_and_mutated_tokens_are_nothing_and_use_nothing_up() {
    let (world, mailbox) = world().await;
    let tokens = tokens(&world, &mailbox).await;
    for (purpose, token) in &tokens {
        for mutated in mutations(token) {
            let reply = purpose.redeem(&world, &mutated).await;
            is_refused(&reply, &format!("{purpose:?} {mutated:.90}"));
        }
    }
    redeem_all(&world, &tokens).await;
}

#[tokio::test]
async fn truncated_and_mutated_handles_and_credentials_are_nothing() {
    let (world, _mailbox) = world().await;
    set_policy(&world, json!({"mfa": "required"})).await;
    let flow = waiting(&world).await;
    for mutated in mutations(&flow) {
        for (step, body) in [
            ("enrol-mfa/totp", json!({"flow": mutated})),
            (
                "enrol-mfa/totp/confirm",
                json!({"flow": mutated, "code": "000000"}),
            ),
            ("enrol-mfa/passkey/begin", json!({"flow": mutated})),
            (
                "enrol-mfa/passkey/finish",
                json!({"flow": mutated, "credential": {}}),
            ),
            ("second-factor", json!({"flow": mutated, "code": "000000"})),
            (
                "change-password",
                json!({"flow": mutated, "new_password": NEW}),
            ),
            ("verify-email", json!({"flow": mutated})),
            ("passkey/finish", json!({"flow": mutated, "credential": {}})),
            ("passkey/begin", json!({"sign_in": mutated})),
            (
                "accept-invite/passkey/finish",
                json!({"flow": mutated, "credential": {}}),
            ),
        ] {
            let reply = auth(&world, step, body).await;
            is_refused(&reply, &format!("{step} {mutated:.90}"));
        }
    }
    let setup = auth(&world, "enrol-mfa/totp", json!({"flow": flow})).await;
    assert_eq!(setup.status, 200, "the handle is good still");
}

#[tokio::test]
async fn the_host_that_a_request_names_is_in_no_mail() {
    let (world, mailbox) = acme().await;
    set_policy(&world, json!({"magic_link": "on"})).await;
    for step in ["forgot-password", "magic-link"] {
        for headers in [
            vec![("host", "evil.example")],
            vec![("x-forwarded-host", "evil.example")],
            vec![("forwarded", "host=evil.example;proto=https")],
            vec![
                ("x-original-host", "evil.example"),
                ("x-forwarded-proto", "https"),
                ("x-forwarded-prefix", "//evil.example"),
            ],
        ] {
            world.clock.advance(1000);
            let mut call = post(&format!("/t/acme/api/v1/auth/{step}"));
            for (name, value) in headers {
                call = call.header(name, value);
            }
            let reply = call.json(&json!({"email": EMAIL})).send(&world).await;
            assert!(reply.status.is_success(), "{}", reply.text());
            assert!(!reply.text().contains("evil.example"));
        }
    }
    world.workers.deliver_mail().await.unwrap();
    let mails = mailbox.mails();
    let asked = [MailKind::ResetPassword, MailKind::SignIn];
    assert_eq!(
        mails
            .iter()
            .filter(|mail| asked.contains(&mail.kind))
            .count(),
        8
    );
    for mail in &mails {
        let text = format!("{} {}", mail.content.text, mail.content.html);
        assert!(!text.contains("evil"), "{text}");
        if let Some(link) = &mail.content.link {
            assert!(link.starts_with("http://localhost:8080/t/acme/"), "{link}");
        }
    }
    for path in ["/t/acme/sign-in", "/portal/sign-in", "/"] {
        let page = get(path).header("host", "evil.example").send(&world).await;
        let location = page.header("location").to_owned();
        assert!(!page.text().contains("evil") && !location.contains("evil"));
    }
}

#[tokio::test]
async fn a_reset_with_a_skipped_step_sets_nothing() {
    let (world, _mailbox) = acme().await;
    set_policy(&world, json!({"mfa": "required"})).await;
    let flow = waiting(&world).await;
    let reset = async |body: Value| auth(&world, "reset-password", body).await;
    for body in [
        // Nothing was asked for: no link, no code, and none that could be guessed.
        json!({"code": "", "password": NEW}),
        json!({"code": "00000000", "password": NEW}),
        json!({"email": EMAIL, "code": "", "password": NEW}),
        json!({"email": EMAIL, "code": "00000000", "password": NEW}),
        json!({"email": EMAIL, "code": flow, "password": NEW}),
        json!({"code": flow, "password": NEW}),
    ] {
        is_refused(&reset(body.clone()).await, &body.to_string());
    }
    for body in [
        json!({"email": EMAIL, "password": NEW}),
        json!({"email": EMAIL, "code": null, "password": NEW}),
        json!({"email": EMAIL, "code": [], "password": NEW}),
        json!({"email": EMAIL, "code": true, "password": NEW}),
    ] {
        reset(body).await.is_problem(400, "wrong_shape");
    }
    // The page that sets a password sets none either, with or without its first step.
    let mut browser = Browser::new(&world);
    let page = "/t/acme/reset-password";
    for fields in [
        vec![("password", NEW)],
        vec![("email", EMAIL), ("password", NEW)],
        vec![("email", EMAIL), ("code", ""), ("password", NEW)],
    ] {
        let refused = browser.fill_in(page, page, &fields).await;
        assert!(refused.status.is_client_error(), "{}", refused.status);
    }
    assert_eq!(sign_in(&world, NEW).await.status, 401);
    assert_eq!(sign_in(&world, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_magic_link_that_a_scanner_fetched_first_signs_its_reader_in() {
    let (world, mailbox) = acme().await;
    set_policy(&world, json!({"magic_link": "on"})).await;
    let page = "/t/acme/magic-link";
    let mut browser = Browser::new(&world);
    browser.fill_in(page, page, &[("email", EMAIL)]).await;
    let token = mailed(&world, &mailbox, MailKind::SignIn).await;
    let path = format!("{page}?code={token}");
    // Scanners fetch what they find, by GET and HEAD, and some follow what they find there.
    for _ in 0..3 {
        assert_eq!(get(&path).send(&world).await.status, 200);
        let head = call("HEAD", &path).send(&world).await;
        assert_eq!(head.status, 200);
        assert!(!head.header("set-cookie").contains("anx_0"));
    }
    // One that posts the form without the browser's cookie and token gets nowhere.
    let robot = post(page).form(&[("code", &token)]).send(&world).await;
    assert_eq!(robot.status, 403);
    let done = browser.fill_in(&path, page, &[("code", &token)]).await;
    assert_eq!(done.header("location"), "/t/acme/signed-in");
}

#[tokio::test]
async fn an_invitation_is_good_for_seventy_two_hours_and_not_a_minute_longer() {
    for (minutes, is_good) in [(71 * 60 + 59, true), (72 * 60 + 1, false)] {
        let (world, mailbox) = acme().await;
        let key = world.key("acme", &CATALOGUE.map(|(name, _)| name)).await;
        let invite = post("/t/acme/api/v1/invites").bearer(&key);
        invite.json(&json!({"email": BEA})).send(&world).await;
        let mail = world.newest_mail(&mailbox, MailKind::Invitation, BEA).await;
        let token = token_of(&mail);
        world.clock.advance(minutes * 60);
        let page = get(&format!("/t/acme/accept-invite?token={token}"));
        let shown = page.send(&world).await.status.as_u16();
        assert_eq!(shown, if is_good { 200 } else { 410 });
        let begun = auth(
            &world,
            "accept-invite/passkey/begin",
            json!({"token": token}),
        );
        assert_eq!(begun.await.status.is_success(), is_good);
        let accepted = Purpose::Invitation.redeem(&world, &token).await;
        assert_eq!(accepted.status.is_success(), is_good, "{}", accepted.text());
    }
}
