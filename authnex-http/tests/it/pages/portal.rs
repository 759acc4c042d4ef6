use super::browser::Browser;
use crate::harness::{OWNER, PASSWORD, World, sign_up};

const SIGN_UP: &str = "/portal/sign-up";
const SIGN_IN: &str = "/portal/sign-in";

fn organization<'a>(slug: &'a str, name: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("slug", slug),
        ("name", name),
        ("email", "owner@acme.test"),
        ("password", PASSWORD),
    ]
}

fn credentials<'a>(slug: &'a str, password: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("organization", slug),
        ("email", OWNER),
        ("password", password),
    ]
}

#[tokio::test]
async fn an_owner_signs_up_signs_out_and_signs_in() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let made = browser
        .fill_in(SIGN_UP, SIGN_UP, &organization("acme", "Acme"))
        .await;
    assert_eq!(made.status, 303, "{}", made.text());
    assert_eq!(made.header("location"), "/portal/dashboard");
    let dashboard = browser.open("/portal/dashboard").await;
    assert_eq!(dashboard.status, 200);
    for shown in [
        "owner@acme.test",
        "Acme",
        "owner",
        "http://localhost:8080/t/acme",
    ] {
        assert!(dashboard.text().contains(shown), "{shown}");
    }
    let out = browser
        .fill_in("/portal/dashboard", "/portal/sign-out", &[])
        .await;
    assert_eq!(out.header("location"), "/portal/sign-in?done=signed-out");
    let told = browser.open("/portal/sign-in?done=signed-out").await;
    assert!(
        told.text()
            .contains("data-testid=\"flash\" data-kind=\"success\"")
    );
    let gone = browser.open("/portal/dashboard").await;
    assert_eq!(
        (gone.status.as_u16(), gone.header("location")),
        (303, "http://localhost:8080/portal/sign-in")
    );
    let fields = [
        ("organization", "acme"),
        ("email", "owner@acme.test"),
        ("password", PASSWORD),
    ];
    let back = browser
        .fill_in("/portal/sign-in?organization=acme", SIGN_IN, &fields)
        .await;
    assert_eq!(back.header("location"), "/portal/dashboard");
    assert_eq!(browser.open("/portal/dashboard").await.status, 200);
}

#[tokio::test]
async fn faults_stand_beside_their_fields_and_what_was_typed_stays() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let fields = [
        ("slug", "Not_A_Slug"),
        ("name", ""),
        ("email", "nobody"),
        ("password", "hunter2"),
    ];
    let refused = browser.fill_in(SIGN_UP, SIGN_UP, &fields).await;
    assert_eq!(refused.status, 422);
    let html = refused.text();
    for id in ["slug-fault", "name-fault", "email-fault", "password-fault"] {
        let (_, rest) = html.split_once(&format!("id=\"{id}\">")).unwrap();
        assert!(!rest.starts_with("</p>"), "{id} says what is wrong");
    }
    assert!(html.contains("value=\"Not_A_Slug\"") && html.contains("value=\"nobody\""));
    assert!(!html.contains("hunter2"), "a password is never shown again");
    assert!(html.contains("role=\"alert\""));
    assert!(world.authnex.tenant("not-a-slug").await.unwrap().is_none());
}

#[tokio::test]
async fn a_taken_identifier_is_said_at_its_field() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let refused = browser
        .fill_in(SIGN_UP, SIGN_UP, &organization("acme", "Other"))
        .await;
    assert_eq!(refused.status, 409);
    assert!(
        refused
            .text()
            .contains("This organization identifier is taken.")
    );
}

#[tokio::test]
async fn an_organization_that_does_not_exist_looks_like_one_that_does() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let mut pages = Vec::new();
    for slug in ["acme", "nobody"] {
        let page = browser
            .open(&format!("{SIGN_IN}?organization={slug}"))
            .await;
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("ACME"), "the name is not shown");
        pages.push(page.text().replace(slug, "SLUG"));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn wrong_password_unknown_user_and_unknown_organization_are_one_answer() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let mut bodies = Vec::new();
    for (slug, email) in [
        ("acme", OWNER),
        ("acme", "no-one@example.test"),
        ("nobody", OWNER),
    ] {
        let fields = [
            ("organization", slug),
            ("email", email),
            ("password", "a wrong password"),
        ];
        let page = format!("{SIGN_IN}?organization={slug}");
        let refused = browser.fill_in(&page, SIGN_IN, &fields).await;
        assert_eq!(refused.status, 401);
        let mut headers: Vec<String> = refused
            .headers
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "x-request-id" | "content-length"))
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        let typed = refused.text().replace(slug, "SLUG").replace(email, "EMAIL");
        bodies.push((headers, typed));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
}

#[tokio::test]
async fn a_locked_account_and_an_unknown_name_are_told_alike() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let mut last = Vec::new();
    for (slug, email) in [
        ("acme", OWNER),
        ("acme", "no-one@example.test"),
        ("nobody", OWNER),
    ] {
        let page = format!("{SIGN_IN}?organization={slug}");
        for _ in 0..10 {
            let fields = [
                ("organization", slug),
                ("email", email),
                ("password", "wrong one"),
            ];
            browser.fill_in(&page, SIGN_IN, &fields).await;
        }
        let fields = [
            ("organization", slug),
            ("email", email),
            ("password", PASSWORD),
        ];
        let locked = browser.fill_in(&page, SIGN_IN, &fields).await;
        assert_eq!(locked.status, 429);
        assert!(locked.text().contains("Try again later"));
        let text = locked.text().replace(slug, "SLUG").replace(email, "EMAIL");
        last.push((locked.header("retry-after").to_owned(), text));
    }
    assert_eq!(last[0], last[1]);
    assert_eq!(last[0], last[2]);
}

#[tokio::test]
async fn a_form_of_one_organization_does_nothing_in_another() {
    let world = World::new().await;
    for slug in ["acme", "globex"] {
        world.tenant(slug).await;
    }
    let mut browser = Browser::new(&world);
    let sign_in = |slug: &'static str| {
        (
            format!("{SIGN_IN}?organization={slug}"),
            credentials(slug, PASSWORD),
        )
    };
    let (page, fields) = sign_in("acme");
    browser.fill_in(&page, SIGN_IN, &fields).await;
    let old = browser.open("/portal/dashboard").await.text().to_owned();
    let (page, fields) = sign_in("globex");
    browser.fill_in(&page, SIGN_IN, &fields).await;
    let csrf = super::browser::hidden(&old, "csrf").unwrap();
    let form =
        crate::harness::post("/portal/sign-out").form(&[("csrf", &csrf), ("tenant", "acme")]);
    let refused = browser.send(form).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("You switched organization"));
    assert_eq!(
        browser.open("/portal/dashboard").await.status,
        200,
        "nothing was changed"
    );
}

#[tokio::test]
async fn another_sign_in_in_one_browser_ends_the_session_before() {
    let world = World::new().await;
    let acme = world.tenant("acme").await;
    sign_up(&acme, "ben@example.test").await;
    let mut browser = Browser::new(&world);
    let page = format!("{SIGN_IN}?organization=acme");
    let mut tokens = Vec::new();
    for _ in 0..2 {
        browser
            .fill_in(&page, SIGN_IN, &credentials("acme", PASSWORD))
            .await;
        let session = browser
            .cookies
            .iter()
            .find(|(_, value)| value.starts_with("anx_ses_"));
        tokens.push(session.unwrap().1.clone());
    }
    assert!(acme.check_session(&tokens[0]).await.unwrap().is_none());
    assert!(acme.check_session(&tokens[1]).await.unwrap().is_some());
}

#[tokio::test]
async fn the_session_before_ends_also_when_another_organization_was_current() {
    let world = World::new().await;
    let acme = world.tenant("acme").await;
    world.tenant("globex").await;
    let mut browser = Browser::new(&world);
    let mut first = None;
    for slug in ["acme", "globex", "acme"] {
        let page = format!("{SIGN_IN}?organization={slug}");
        browser
            .fill_in(&page, SIGN_IN, &credentials(slug, PASSWORD))
            .await;
        let mut tokens = browser
            .cookies
            .values()
            .filter(|value| value.starts_with("anx_ses_"));
        first = first.or_else(|| tokens.next().cloned());
    }
    let first = first.unwrap();
    assert!(acme.check_session(&first).await.unwrap().is_none());
}
