//! Which forms of pages are taken: every form of the table, without knowing what its fields mean.

use authnex_http::route::{Requirement, Route, RouteName, Verb, routes};

use crate::harness::{Call, Reply, World, call, get};

fn forms() -> impl Iterator<Item = &'static Route> {
    routes().filter(|route| matches!(route.name, RouteName::Portal(_)) && route.verb == Verb::Post)
}

fn is_refused_as_foreign(reply: &Reply, what: &str) {
    assert_eq!(reply.status, 403, "{what}: {}", reply.text());
    assert!(
        reply.header("content-type").starts_with("text/html"),
        "{what}"
    );
    assert_eq!(reply.header("set-cookie"), "", "{what}");
}

async fn send(
    world: &World,
    route: &Route,
    cookie: &str,
    change: impl FnOnce(Call) -> Call,
) -> Reply {
    let call = call("POST", &route.path_of("acme")).header("cookie", cookie);
    change(call).send(world).await
}

/// The field `csrf` of a page, and the cookie it was set with.
async fn csrf_of(world: &World, path: &str, cookie: &str) -> (String, String) {
    let page = get(path).header("cookie", cookie).send(world).await;
    let html = page.text();
    let field = html
        .split("name=\"csrf\"")
        .nth(1)
        .unwrap_or_else(|| panic!("no csrf: {html}"));
    let token = field
        .split("value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let set = page.header("set-cookie").split(';').next().unwrap();
    (token.to_owned(), set.to_owned())
}

#[tokio::test]
async fn a_form_of_another_origin_is_refused_everywhere() {
    let world = World::with_two_tenants().await;
    let (cookie, _) = world.cookie("acme").await;
    for route in forms() {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let reply = send(&world, route, &cookie, |call| {
                call.header(name, value).form(&[])
            })
            .await;
            is_refused_as_foreign(&reply, &format!("{} {name}: {value}", route.path));
        }
    }
}

#[tokio::test]
async fn a_form_without_its_token_is_refused_everywhere() {
    let world = World::with_two_tenants().await;
    let (cookie, _) = world.cookie("acme").await;
    // The form of a suspended tenant has its own test, `pages::suspended`: nobody gets to it here.
    for route in forms().filter(|route| route.requires != Requirement::SuspendedOwner) {
        for fields in [&[][..], &[("csrf", "")], &[("csrf", "AAAA")]] {
            let reply = send(&world, route, &cookie, |call| {
                call.header("origin", "http://localhost:8080").form(fields)
            })
            .await;
            is_refused_as_foreign(&reply, route.path);
        }
    }
}

#[tokio::test]
async fn the_token_of_another_browser_is_refused() {
    let world = World::with_two_tenants().await;
    let (token, own) = csrf_of(&world, "/t/acme/sign-in", "").await;
    let (_, other) = csrf_of(&world, "/t/acme/sign-in", "").await;
    assert!(own.starts_with("anx_csrf=") && own != other);
    for route in forms().filter(|route| route.requires == Requirement::Public) {
        let reply = send(&world, route, &other, |call| call.form(&[("csrf", &token)])).await;
        is_refused_as_foreign(&reply, route.path);
        let accepted = send(&world, route, &own, |call| call.form(&[("csrf", &token)])).await;
        assert_ne!(accepted.status, 403, "{}", route.path);
    }
}

#[tokio::test]
async fn a_session_form_wants_the_token_of_its_own_session() {
    let world = World::with_two_tenants().await;
    let (one, _) = world.cookie("acme").await;
    let (other, _) = world.cookie("acme").await;
    let (token, _) = csrf_of(&world, "/portal/dashboard", &one).await;
    let (open, set) = csrf_of(&world, "/t/acme/sign-in", "").await;
    for route in forms().filter(|route| route.requires == Requirement::Session) {
        let stolen = send(&world, route, &other, |call| call.form(&[("csrf", &token)])).await;
        is_refused_as_foreign(&stolen, route.path);
        let cookies = format!("{other}; {set}");
        let weaker = send(&world, route, &cookies, |call| {
            call.form(&[("csrf", &open)])
        })
        .await;
        is_refused_as_foreign(&weaker, route.path);
    }
}

#[tokio::test]
async fn a_form_of_the_organization_before_changes_nothing() {
    let world = World::with_two_tenants().await;
    let (acme, _) = world.cookie("acme").await;
    let (globex, _) = world.cookie("globex").await;
    let (token, _) = csrf_of(&world, "/portal/dashboard", &acme).await;
    // The same browser, after it switched to globex in another tab.
    let both = format!("{}; {globex}", acme.replace("; anx_org=acme", ""));
    let fields = [("csrf", token.as_str()), ("tenant", "acme")];
    let reply = call("POST", "/portal/sign-out")
        .header("cookie", &both)
        .form(&fields)
        .send(&world)
        .await;
    assert_eq!(reply.status, 409, "{}", reply.text());
    assert_eq!(reply.header("set-cookie"), "");
    for (cookie, slug) in [(&acme, "acme"), (&globex, "globex")] {
        let page = get("/portal/dashboard")
            .header("cookie", cookie)
            .send(&world)
            .await;
        assert_eq!(page.status, 200, "{slug} is still signed in");
    }
}

#[tokio::test]
async fn tampered_cookies_are_as_none() {
    let world = World::with_two_tenants().await;
    let (cookie, _) = world.cookie("acme").await;
    for broken in [
        cookie.replace("anx_ses_", "anx_ses_A"),
        cookie.replace("anx_org=acme", "anx_org=../../x"),
        cookie.replace("anx_org=acme", "anx_org=nowhere"),
        "anx_org=acme; =; ;;; anx_csrf".to_owned(),
    ] {
        let reply = get("/portal/dashboard")
            .header("cookie", &broken)
            .send(&world)
            .await;
        assert_eq!(reply.status, 303, "{broken}");
    }
}
