//! The own account in the portal. What a form did is checked through another door: the engine, or another browser.

use authnex_core::{
    foundation::PageRequest,
    mail::{Mail, MailKind},
    session::Session,
};

use super::browser::{Browser, hidden};
use crate::harness::{EMAIL, OWNER, PASSWORD, World, get, post, sign_up};

const PROFILE: &str = "/portal/profile";
const NEW: &str = "quite another phrase";
const NEW_ADDRESS: &str = "olivia@example.test";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

/// A browser in which the owner of an organization is signed in to the portal.
async fn signed_in<'w>(world: &'w World, slug: &str) -> Browser<'w> {
    let mut browser = Browser::new(world);
    sign_in(&mut browser, slug, PASSWORD).await;
    browser
}

async fn sign_in(browser: &mut Browser<'_>, slug: &str, password: &str) {
    let page = format!("/portal/sign-in?organization={slug}");
    let fields = [
        ("organization", slug),
        ("email", OWNER),
        ("password", password),
    ];
    let reply = browser.fill_in(&page, "/portal/sign-in", &fields).await;
    assert_eq!(reply.header("location"), "/portal/dashboard");
}

/// The owner's sessions, the oldest first.
async fn sessions(world: &World, slug: &str) -> Vec<Session> {
    let tenant = world.handle(slug).await;
    let owner = tenant.find_user(OWNER).await.unwrap().unwrap();
    let page = PageRequest::new(50, None);
    tenant.list_sessions(owner.id, &page).await.unwrap().items
}

/// The owner as stored, in words.
async fn owner(world: &World, slug: &str) -> String {
    let found = world.handle(slug).await.find_user(OWNER).await;
    format!("{:?}", found.unwrap())
}

fn path_of(mail: &Mail) -> String {
    let link = mail.content.link.as_deref().unwrap();
    link.strip_prefix("http://localhost:8080")
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn name_language_and_time_zone_are_kept() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = signed_in(&world, "acme").await;
    let fields = [
        ("name", "<b>Olivia</b> مثال"),
        ("locale", "de-CH"),
        ("zoneinfo", "Europe/Zurich"),
    ];
    let saved = browser.fill_in(PROFILE, PROFILE, &fields).await;
    assert_eq!(
        saved.header("location"),
        "/portal/profile?done=profile-saved"
    );
    let shown = browser.open(saved.header("location")).await;
    assert!(shown.text().contains("data-kind=\"success\""));
    assert!(!shown.text().contains("<b>Olivia"), "it is text");
    assert!(shown.text().contains("<html lang=\"de\""));
    assert!(shown.text().contains("value=\"Europe/Zurich\" selected"));
    let tenant = world.handle("acme").await;
    let user = tenant.find_user(OWNER).await.unwrap().unwrap();
    assert_eq!(user.name.as_deref(), Some("<b>Olivia</b> مثال"));
    assert_eq!(user.profile.locale.as_deref(), Some("de-CH"));

    // A language that the pages do not speak leaves it to the browser, which wants none here.
    let fields = [
        ("name", ""),
        ("locale", "fr"),
        ("zoneinfo", "Europe/Zurich"),
    ];
    let saved = browser.fill_in(PROFILE, PROFILE, &fields).await;
    let shown = browser.open(saved.header("location")).await;
    assert!(shown.text().contains("<html lang=\"en\""));

    let long = "x".repeat(10_000);
    let fields = [
        ("name", long.as_str()),
        ("locale", ""),
        ("zoneinfo", "no zone"),
    ];
    let refused = browser.fill_in(PROFILE, PROFILE, &fields).await;
    assert_eq!(refused.status, 422);
    for text in [
        "A name has at most 100 characters.",
        "Choose one of the list.",
        &long,
    ] {
        assert!(refused.text().contains(text), "{text}");
    }
    let same = tenant.find_user(OWNER).await.unwrap().unwrap();
    assert_eq!(same.profile.zoneinfo.as_deref(), Some("Europe/Zurich"));
}

#[tokio::test]
async fn another_address_is_confirmed_by_its_mail_and_no_get_does() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    let mut browser = signed_in(&world, "acme").await;
    let action = "/portal/profile/email";
    let wrong = [("email", NEW_ADDRESS), ("email_password", "another one")];
    let refused = browser.fill_in(PROFILE, action, &wrong).await;
    assert_eq!(refused.status, 403);
    assert!(
        refused
            .text()
            .contains("This is not your current password.")
    );
    assert!(refused.text().contains(&format!("value=\"{NEW_ADDRESS}\"")));
    let same = [("email", OWNER), ("email_password", PASSWORD)];
    let same = browser.fill_in(PROFILE, action, &same).await;
    assert!(same.text().contains("This is your e-mail address already."));
    let right = [("email", NEW_ADDRESS), ("email_password", PASSWORD)];
    let sent = browser.fill_in(PROFILE, action, &right).await;
    assert_eq!(
        sent.header("location"),
        "/portal/profile?done=email-change-sent"
    );
    // The page says so from what is stored, in any browser and as long as the mail is good.
    let awaited = "data-testid=\"profile-email-awaited\"";
    let shown = signed_in(&world, "acme").await.open(PROFILE).await;
    let (_, said) = shown.text().split_once(awaited).unwrap();
    assert!(said.split("</p>").next().unwrap().contains(NEW_ADDRESS));
    let mail = world
        .newest_mail(&mailbox, MailKind::ChangeEmail, NEW_ADDRESS)
        .await;
    let path = path_of(&mail);
    for _ in 0..3 {
        assert_eq!(get(&path).send(&world).await.status, 200);
    }
    let tenant = world.handle("acme").await;
    assert!(tenant.find_user(OWNER).await.unwrap().is_some());
    let token = hidden(browser.open(&path).await.text(), "code").unwrap();
    let action = "/t/acme/confirm-email";
    let fields = [("code", token.as_str())];
    let done = browser.fill_in(&path, action, &fields).await;
    assert_eq!(
        done.header("location"),
        "/portal/profile?done=email-changed"
    );
    let shown = browser.open(done.header("location")).await;
    assert!(shown.text().contains(NEW_ADDRESS), "the session stays");
    assert!(!shown.text().contains(awaited), "it is over");
    assert!(tenant.find_user(OWNER).await.unwrap().is_none());
    let again = browser.fill_in(&path, action, &fields).await;
    assert_eq!(again.status, 400);
    assert!(again.text().contains("confirm-email-code"));
}

#[tokio::test]
async fn an_address_is_confirmed_elsewhere_by_its_code() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    let mut browser = signed_in(&world, "acme").await;
    let fields = [("email", NEW_ADDRESS), ("email_password", PASSWORD)];
    browser
        .fill_in(PROFILE, "/portal/profile/email", &fields)
        .await;
    // The page says so from what is stored, in any browser and as long as the mail is good.
    let awaited = "data-testid=\"profile-email-awaited\"";
    let shown = signed_in(&world, "acme").await.open(PROFILE).await;
    let (_, said) = shown.text().split_once(awaited).unwrap();
    assert!(said.split("</p>").next().unwrap().contains(NEW_ADDRESS));
    let mail = world
        .newest_mail(&mailbox, MailKind::ChangeEmail, NEW_ADDRESS)
        .await;
    let code = mail.content.code.unwrap();
    let mut phone = Browser::new(&world);
    let page = "/t/acme/confirm-email";
    let fields = [("email", NEW_ADDRESS), ("code", code.as_str())];
    let done = phone.fill_in(page, page, &fields).await;
    assert_eq!(
        done.header("location"),
        "/t/acme/sign-in?done=email-changed"
    );
}

#[tokio::test]
async fn the_password_changes_and_the_other_browser_is_signed_out() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = signed_in(&world, "acme").await;
    let mut other = signed_in(&world, "acme").await;
    let action = "/portal/profile/password";
    for (current, new, status, text) in [
        ("wrong one", NEW, 403, "This is not your current password."),
        (PASSWORD, "short", 422, "The password is too short."),
        (PASSWORD, PASSWORD, 422, "Take another password"),
    ] {
        let fields = [("current_password", current), ("new_password", new)];
        let refused = browser.fill_in(PROFILE, action, &fields).await;
        assert_eq!(refused.status, status);
        assert!(refused.text().contains(text), "{text}");
        assert!(!refused.text().contains(&format!("value=\"{new}\"")));
    }
    let fields = [("current_password", PASSWORD), ("new_password", NEW)];
    let done = browser.fill_in(PROFILE, action, &fields).await;
    assert_eq!(
        done.header("location"),
        "/portal/profile?done=password-changed"
    );
    assert_eq!(browser.open(PROFILE).await.status, 200);
    assert_eq!(other.open(PROFILE).await.status, 303);
    sign_in(&mut other, "acme", NEW).await;
}

#[tokio::test]
async fn one_session_is_ended_from_another_browser() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = signed_in(&world, "acme").await;
    let mut other = Browser::new(&world);
    let page = other.open("/portal/sign-in?organization=acme").await;
    let csrf = hidden(page.text(), "csrf").unwrap();
    let fields = [
        ("csrf", csrf.as_str()),
        ("organization", "acme"),
        ("email", OWNER),
        ("password", PASSWORD),
    ];
    let form = post("/portal/sign-in").form(&fields);
    other.send(form.header("user-agent", FIREFOX)).await;

    let shown = browser.open(PROFILE).await;
    assert!(shown.text().contains("Firefox on Linux"));
    let all = sessions(&world, "acme").await;
    assert_eq!(all.len(), 2);
    assert_eq!(shown.text().matches("data-current=\"yes\"").count(), 1);
    let theirs = all.iter().find(|one| one.device.user_agent.is_some());
    let theirs = theirs.unwrap().id;
    assert!(shown.text().contains(&format!("id=\"end-{theirs}\"")));
    let action = "/portal/profile/sessions/end";
    let id = theirs.to_string();
    let fields = [("session", id.as_str())];
    let ended = browser.fill_in(PROFILE, action, &fields).await;
    assert_eq!(
        ended.header("location"),
        "/portal/profile?done=session-ended"
    );
    assert_eq!(other.open(PROFILE).await.status, 303);
    let over = browser.fill_in(PROFILE, action, &fields).await;
    assert_eq!(over.header("location"), "/portal/profile?done=session-over");
    // The own one is a sign-out.
    let own = sessions(&world, "acme").await[0].id.to_string();
    let fields = [("session", own.as_str())];
    let out = browser.fill_in(PROFILE, action, &fields).await;
    assert_eq!(out.header("location"), "/portal/sign-in?done=signed-out");
    assert!(sessions(&world, "acme").await.is_empty());
}

#[tokio::test]
async fn all_other_sessions_are_ended_at_once() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(signed_in(&world, "acme").await);
    }
    let mut browser = signed_in(&world, "acme").await;
    let action = "/portal/profile/sessions/end-others";
    let ended = browser.fill_in(PROFILE, action, &[]).await;
    assert_eq!(
        ended.header("location"),
        "/portal/profile?done=sessions-ended"
    );
    for other in &mut others {
        assert_eq!(other.open(PROFILE).await.status, 303);
    }
    let shown = browser.open(PROFILE).await;
    assert!(!shown.text().contains("profile-sessions-end-others"));
    assert_eq!(sessions(&world, "acme").await.len(), 1);
}

#[tokio::test]
async fn many_sessions_are_shown_by_pages() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = signed_in(&world, "acme").await;
    for _ in 0..21 {
        signed_in(&world, "acme").await;
    }
    let first = browser.open(PROFILE).await;
    assert_eq!(first.text().matches("data-session=").count(), 20);
    let (_, rest) = first.text().split_once("/portal/profile?cursor=").unwrap();
    let cursor = rest.split_once('"').unwrap().0;
    let second = browser.open(&format!("{PROFILE}?cursor={cursor}")).await;
    assert_eq!(second.text().matches("data-session=").count(), 2);
}

#[tokio::test]
async fn what_is_kept_comes_as_a_file_by_post_alone() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = signed_in(&world, "acme").await;
    let action = "/portal/profile/export";
    assert_eq!(browser.open(action).await.status, 405);
    let file = browser.fill_in(PROFILE, action, &[]).await;
    assert_eq!(file.status, 200);
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert_eq!(file.json()["profile"]["email"], OWNER);
    let again = browser.fill_in(PROFILE, action, &[]).await.json();
    let events = again["events"].as_array().unwrap();
    let is_export = |event: &serde_json::Value| event["type"] == "personal_data.exported";
    assert!(
        events.iter().any(is_export),
        "the first one is in the second"
    );
}

/// Every form, posted under the session of another organization.
#[tokio::test]
async fn a_form_of_one_organization_does_nothing_in_another() {
    let world = World::new().await;
    for slug in ["acme", "globex"] {
        world.tenant(slug).await;
    }
    let mut browser = signed_in(&world, "acme").await;
    let mut theirs = signed_in(&world, "globex").await;
    let old = browser.open(PROFILE).await.text().to_owned();
    let csrf = hidden(&old, "csrf").unwrap();
    sign_in(&mut browser, "globex", PASSWORD).await;
    let target = sessions(&world, "globex").await[0].id.to_string();
    let before = owner(&world, "globex").await;
    let forms: [(&str, &[(&str, &str)]); 6] = [
        ("", &[("name", "X"), ("locale", ""), ("zoneinfo", "")]),
        (
            "/email",
            &[("email", "x@example.test"), ("email_password", PASSWORD)],
        ),
        (
            "/password",
            &[("current_password", PASSWORD), ("new_password", NEW)],
        ),
        ("/sessions/end", &[("session", &target)]),
        ("/sessions/end-others", &[]),
        ("/export", &[]),
    ];
    for (path, fields) in forms {
        let path = format!("{PROFILE}{path}");
        let mut all = vec![("csrf", csrf.as_str()), ("tenant", "acme")];
        all.extend(fields);
        let refused = browser.send(post(&path).form(&all)).await;
        assert_eq!(refused.status, 409, "{path}");
        assert!(refused.text().contains("You switched organization"));
        // With the right name of the organization, but the other session's token.
        all[1] = ("tenant", "globex");
        let refused = browser.send(post(&path).form(&all)).await;
        assert_eq!(refused.status, 403, "{path}");
    }
    assert_eq!(theirs.open(PROFILE).await.status, 200, "nothing was ended");
    assert_eq!(before, owner(&world, "globex").await);
}

#[tokio::test]
async fn a_session_of_another_person_or_organization_is_not_ended() {
    let world = World::new().await;
    for slug in ["acme", "globex"] {
        let tenant = world.tenant(slug).await;
        sign_up(&tenant, EMAIL).await;
    }
    let mut browser = signed_in(&world, "acme").await;
    let (_, other_person) = world.cookie("acme").await;
    let (_, other_place) = world.cookie("globex").await;
    let action = "/portal/profile/sessions/end";
    for (slug, open) in [("acme", other_person), ("globex", other_place)] {
        let id = open.session.id.to_string();
        let fields = [("session", id.as_str())];
        let refused = browser.fill_in(PROFILE, action, &fields).await;
        assert_eq!(
            refused.header("location"),
            "/portal/profile?done=session-over"
        );
        let token = open.session_token.expose();
        let tenant = world.handle(slug).await;
        assert!(tenant.check_session(token).await.unwrap().is_some());
    }
}
