use super::browser::{Browser, has_own_scripts_alone};
use crate::harness::{PASSWORD, World, get};

/// The addresses of the files that a page asks for.
fn links(html: &str) -> Vec<String> {
    let after = |start: &str| -> Vec<String> {
        html.split(start)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|path| path.starts_with("/assets/"))
            .map(str::to_owned)
            .collect()
    };
    [after("href=\""), after("src=\"")].concat()
}

async fn sign_up(browser: &mut Browser<'_>) {
    let fields = [
        ("slug", "acme"),
        ("name", "Acme"),
        ("email", "owner@acme.test"),
        ("password", PASSWORD),
    ];
    let made = browser
        .fill_in("/portal/sign-up", "/portal/sign-up", &fields)
        .await;
    assert_eq!(made.status, 303, "{}", made.text());
}

#[tokio::test]
async fn pages_ask_for_nothing_but_their_own_files_which_may_be_kept_for_good() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    sign_up(&mut browser).await;
    let types = [
        (".css", "text/css; charset=utf-8"),
        (".js", "text/javascript; charset=utf-8"),
        (".svg", "image/svg+xml"),
    ];
    for page in ["/portal/sign-in", "/portal/dashboard", "/t/acme/sign-up"] {
        let page = browser.open(page).await;
        let html = page.text();
        assert!(
            !html.contains("style=\"") && !html.contains("<style") && !html.contains(" onclick")
        );
        assert!(has_own_scripts_alone(html));
        let links = links(html);
        assert!(links.len() >= 3, "{links:?}");
        for link in links {
            let file = browser.open(&link).await;
            assert_eq!(file.status, 200, "{link}");
            let (_, expected) = types.iter().find(|(end, _)| link.ends_with(end)).unwrap();
            assert_eq!(file.header("content-type"), *expected, "{link}");
            assert!(file.header("cache-control").contains("immutable"), "{link}");
            assert!(
                !file.text().contains("http://") || *expected == "image/svg+xml",
                "{link}"
            );
        }
    }
    for absent in [
        "/assets/page.0.css",
        "/assets/page.css",
        "/assets/token.css",
    ] {
        assert_eq!(browser.open(absent).await.status, 404, "{absent}");
    }
}

#[tokio::test]
async fn the_sign_in_page_is_at_most_30_kilobytes_in_all() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    for page in ["/t/acme/sign-in", "/portal/sign-in?organization=acme"] {
        let html = browser.open(page).await.text().to_owned();
        let mut weight = html.len();
        for link in links(&html) {
            weight += browser.open(&link).await.body.len();
        }
        assert!(weight <= 30 * 1024, "{page}: {weight} bytes");
    }
}

#[tokio::test]
async fn a_tenants_colours_are_a_sheet_of_their_own() {
    let world = World::new().await;
    let sheet = get("/assets/brand.1f4fd8.8fb0ff.css").send(&world).await;
    assert_eq!(sheet.status, 200);
    assert!(
        sheet
            .text()
            .contains("--accent:light-dark(#1f4fd8,#8fb0ff)")
    );
    for absent in [
        "brand.red.8fb0ff.css",
        "brand.1f4fd8.css",
        "brand.%7D.8fb0ff.css",
    ] {
        let reply = get(&format!("/assets/{absent}")).send(&world).await;
        assert_eq!(reply.status, 404, "{absent}");
    }
}

#[tokio::test]
async fn the_style_guide_is_there_in_development_alone() {
    let switch = |options: authnex_http::ServiceBuilder| options.style_guide(true);
    let world = World::with("http://localhost:8080", switch).await;
    let guide = get("/dev/style-guide").send(&world).await;
    assert_eq!(guide.status, 200);
    assert!(has_own_scripts_alone(guide.text()));
    let world = World::with("https://id.example", switch).await;
    assert_eq!(get("/dev/style-guide").send(&world).await.status, 404);
    let world = World::new().await;
    assert_eq!(get("/dev/style-guide").send(&world).await.status, 404);
}
