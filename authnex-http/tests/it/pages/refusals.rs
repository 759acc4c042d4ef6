use super::browser::{Browser, has_own_scripts_alone};
use crate::harness::{OWNER, PASSWORD, World, post};

const HOSTILE: [&str; 4] = [
    "<script>alert(1)</script>",
    "\" onfocus=\"alert(1)",
    "\u{202e}gnp.exe\u{202c}",
    "👩‍🚀 {{ 7*7 }} ${7*7}",
];

#[tokio::test]
async fn what_is_typed_is_shown_as_text() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    for text in HOSTILE {
        let fields = [
            ("slug", text),
            ("name", text),
            ("email", text),
            ("password", "x"),
        ];
        let page = browser
            .fill_in("/portal/sign-up", "/portal/sign-up", &fields)
            .await;
        assert_eq!(page.status, 422);
        assert!(has_own_scripts_alone(page.text()), "{}", page.text());
        assert!(!page.text().contains("\" onfocus=\""));
        let asked: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let page = browser
            .open(&format!("/portal/sign-in?organization={asked}"))
            .await;
        assert_eq!(page.status, 200);
        assert!(has_own_scripts_alone(page.text()));
        assert!(!page.text().contains("\" onfocus=\""));
    }
}

#[tokio::test]
async fn ten_thousand_characters_are_refused_clearly() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let long = "ä".repeat(10_000);
    let fields = [
        ("slug", "acme"),
        ("name", long.as_str()),
        ("email", OWNER),
        ("password", PASSWORD),
    ];
    let page = browser
        .fill_in("/portal/sign-up", "/portal/sign-up", &fields)
        .await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("at most 100 characters"));
    for (email, password) in [(long.as_str(), PASSWORD), (OWNER, long.as_str())] {
        let fields = [
            ("organization", "acme"),
            ("email", email),
            ("password", password),
        ];
        let form = "/portal/sign-in?organization=acme";
        let page = browser.fill_in(form, "/portal/sign-in", &fields).await;
        assert_eq!(page.status, 401);
        assert!(page.text().contains("role=\"alert\""));
    }
}

#[tokio::test]
async fn a_form_without_its_token_or_from_elsewhere_is_refused() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let html = browser.open("/t/acme/sign-in").await.text().to_owned();
    let csrf = super::browser::hidden(&html, "csrf").unwrap();
    let fields = [
        ("csrf", csrf.as_str()),
        ("email", OWNER),
        ("password", PASSWORD),
    ];
    let form = || post("/t/acme/sign-in").form(&fields);
    for refused in [
        post("/t/acme/sign-in").form(&fields[1..]),
        post("/t/acme/sign-in").form(&[("csrf", "x"), fields[1], fields[2]]),
        form().header("origin", "https://evil.example"),
        form().header("origin", "null"),
        form().header("sec-fetch-site", "cross-site"),
    ] {
        let reply = browser.send(refused).await;
        assert_eq!(reply.status, 403, "{}", reply.text());
        assert!(!reply.text().contains("<form"));
    }
    let mut other = Browser::new(&world);
    other.open("/t/acme/sign-in").await;
    assert_eq!(
        other.send(form()).await.status,
        403,
        "another browser's token"
    );
    let taken = browser
        .send(form().header("origin", "http://localhost:8080"))
        .await;
    assert_eq!(taken.status, 303);
}

#[tokio::test]
async fn opening_pages_changes_nothing_and_opens_no_session() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    for path in [
        "/",
        "/portal/sign-in",
        "/portal/sign-up",
        "/portal/dashboard",
        "/portal/change-password",
        "/t/acme/sign-in",
        "/t/acme/sign-up",
        "/t/acme/signed-out",
    ] {
        browser.open(path).await;
    }
    let names: Vec<&String> = browser.cookies.keys().collect();
    assert_eq!(names, ["anx_csrf"], "the token's cookie alone");
}

#[tokio::test]
async fn a_form_that_is_not_understood_is_told_in_the_browsers_language() {
    let world = World::new().await;
    for (call, status, text) in [
        (
            post("/portal/sign-in").form(&[("csrf", "a"), ("csrf", "b")]),
            400,
            "nicht verstanden",
        ),
        (
            post("/portal/sign-in").body("application/json", "{}"),
            415,
            "nicht verstanden",
        ),
        (
            post("/portal/sign-in").body(
                "application/x-www-form-urlencoded",
                vec![b'a'; 1024 * 1024 + 1],
            ),
            413,
            "zu viel auf einmal",
        ),
    ] {
        let reply = call.header("accept-language", "de").send(&world).await;
        assert_eq!(reply.status, status, "{}", reply.text());
        assert!(reply.text().contains(text), "{}", reply.text());
        assert!(!reply.text().contains("<form"));
    }
}
