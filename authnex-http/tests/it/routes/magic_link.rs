//! Sign-in by what is mailed, as JSON and as pages.

use authnex_core::{
    mail::MailKind,
    policy::{MagicLink, PolicyOverrides},
};
use authnex_http::DevMailbox;
use serde_json::{Value, json};

use crate::{
    harness::{OWNER, Reply, World, anonymous, get, post},
    pages::browser::Browser,
};

async fn call(world: &World, body: Value) -> Reply {
    let path = "/t/acme/api/v1/auth/magic-link";
    post(path).json(&body).send(world).await
}

/// The code and the link's token of the newest mail.
async fn mailed(world: &World, mailbox: &DevMailbox) -> (String, String) {
    let mail = world.newest_mail(mailbox, MailKind::SignIn, OWNER).await;
    let link = mail.content.link.unwrap();
    let token = link.split_once("/magic-link?code=").unwrap().1.to_owned();
    (mail.content.code.unwrap(), token)
}

async fn world_of(magic_link: MagicLink) -> (World, DevMailbox) {
    let (world, mailbox) = World::with_mailbox().await;
    let acme = world.tenant("acme").await;
    let rules = PolicyOverrides {
        magic_link: Some(magic_link),
        ..PolicyOverrides::default()
    };
    acme.update_policy(rules, &anonymous()).await.unwrap();
    (world, mailbox)
}

#[tokio::test]
async fn link_and_code_sign_in_once_and_verify_the_address() {
    let (world, mailbox) = world_of(MagicLink::On).await;
    for by_code in [true, false] {
        let asked = call(&world, json!({"email": OWNER})).await;
        assert_eq!(
            (asked.status.as_u16(), asked.json()),
            (202, json!({"status": "accepted"}))
        );
        let (code, token) = mailed(&world, &mailbox).await;
        let (used, other) = if by_code {
            (
                json!({"email": OWNER, "code": code}),
                json!({"token": token}),
            )
        } else {
            (
                json!({"token": token}),
                json!({"email": OWNER, "code": code}),
            )
        };
        let signed_in = call(&world, used.clone()).await;
        assert_eq!(signed_in.status, 200, "{}", signed_in.text());
        assert_eq!(signed_in.json()["status"], "signed_in");
        let access = signed_in.json()["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        let me = get("/t/acme/api/v1/me").bearer(&access).send(&world).await;
        assert_eq!(me.json()["user"]["email_verified"], true);
        for again in [used, other] {
            call(&world, again).await.is_problem(401, "wrong_code");
        }
    }
}

#[tokio::test]
async fn after_ten_minutes_neither_is_good() {
    let (world, mailbox) = world_of(MagicLink::On).await;
    call(&world, json!({"email": OWNER})).await;
    let (code, token) = mailed(&world, &mailbox).await;
    world.clock.advance(600);
    for body in [
        json!({"email": OWNER, "code": code}),
        json!({"token": token}),
    ] {
        call(&world, body).await.is_problem(401, "wrong_code");
    }
}

#[tokio::test]
async fn wrong_codes_lock_and_the_right_one_is_refused_then() {
    let (world, mailbox) = world_of(MagicLink::On).await;
    call(&world, json!({"email": OWNER})).await;
    let (code, _) = mailed(&world, &mailbox).await;
    let wrong = if code == "00000000" {
        "00000001"
    } else {
        "00000000"
    };
    for _ in 0..5 {
        let body = json!({"email": OWNER, "code": wrong});
        call(&world, body).await.is_problem(401, "wrong_code");
    }
    let body = json!({"email": OWNER, "code": code});
    let locked = call(&world, body).await;
    assert_eq!(locked.status, 429, "{}", locked.text());
    assert!(!locked.header("retry-after").is_empty());
}

#[tokio::test]
async fn nobody_is_told_whether_there_is_an_account() {
    let (world, mailbox) = world_of(MagicLink::On).await;
    let known = call(&world, json!({"email": OWNER})).await;
    let sent = mailbox.mails().len();
    let unknown = call(&world, json!({"email": "no-one@example.test"})).await;
    assert_eq!(
        (known.status, known.text()),
        (unknown.status, unknown.text())
    );
    world.workers.deliver_mail().await.unwrap();
    let mails = mailbox.mails();
    assert!(mails.len() <= sent + 2 && mails.iter().all(|mail| mail.content.to == OWNER));
    call(&world, json!({}))
        .await
        .is_problem(422, "invalid_input");
}

#[tokio::test]
async fn where_the_policy_says_no_nothing_is_sent_and_nothing_sent_before_is_good() {
    let (world, mailbox) = world_of(MagicLink::On).await;
    call(&world, json!({"email": OWNER})).await;
    let (_, token) = mailed(&world, &mailbox).await;
    for rule in [MagicLink::Off, MagicLink::SecondFactor] {
        let rules = PolicyOverrides {
            magic_link: Some(rule),
            ..PolicyOverrides::default()
        };
        let acme = world.handle("acme").await;
        acme.update_policy(rules, &anonymous()).await.unwrap();
        let body = json!({"token": token});
        call(&world, body).await.is_problem(401, "wrong_code");
        let sent = mailbox.mails().len();
        let asked = call(&world, json!({"email": OWNER})).await;
        // Whether somebody has a second factor is nobody's business; the rule is everybody's.
        let wanted = if rule == MagicLink::Off { 422 } else { 202 };
        assert_eq!(asked.status, wanted);
        world.workers.deliver_mail().await.unwrap();
        assert_eq!(mailbox.mails().len(), sent);
    }
    let page = Browser::new(&world).open("/t/acme/sign-in").await;
    assert!(page.text().contains("magic-link"), "second_factor shows it");
}

#[tokio::test]
async fn the_links_page_signs_in_by_post_and_says_where_it_was_begun() {
    let (world, mailbox) = world_of(MagicLink::On).await;
    let page = "/t/acme/magic-link";
    for same in [true, false] {
        let mut browser = Browser::new(&world);
        let sent = browser.fill_in(page, page, &[("email", OWNER)]).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        assert!(sent.text().contains("one-time-code") && sent.text().contains(OWNER));
        let (_, token) = mailed(&world, &mailbox).await;
        let path = format!("{page}?code={token}");
        let mut opened = if same { browser } else { Browser::new(&world) };
        for _ in 0..2 {
            let shown = opened.open(&path).await;
            assert_eq!(shown.status, 200);
            assert_eq!(shown.text().contains("magic-link-elsewhere"), !same);
        }
        let done = opened.fill_in(&path, page, &[("code", &token)]).await;
        assert_eq!(
            done.header("location"),
            "/t/acme/signed-in",
            "{}",
            done.text()
        );
        assert_eq!(Browser::new(&world).open(&path).await.status, 410);
    }
}

#[tokio::test]
async fn begun_at_the_portal_it_ends_there() {
    let (world, mailbox) = world_of(MagicLink::On).await;
    let page = "/t/acme/magic-link";
    let mut browser = Browser::new(&world);
    let asked = format!("{page}?next=portal");
    browser
        .fill_in(&asked, page, &[("email", OWNER), ("next", "portal")])
        .await;
    let (_, token) = mailed(&world, &mailbox).await;
    let path = format!("{page}?code={token}");
    let shown = browser.open(&path).await;
    assert!(shown.text().contains("name=\"next\" value=\"portal\""));
    let fields = [("code", token.as_str()), ("next", "portal")];
    let done = browser.fill_in(&path, page, &fields).await;
    assert_eq!(done.header("location"), "/portal/dashboard");
}
