use serde_json::json;

use super::party::*;
use crate::{harness::post, pages::Browser};

#[tokio::test]
async fn an_unknown_client_or_redirect_uri_is_never_led_to() {
    let world = world().await;
    let mut refused: Vec<(&str, String)> = vec![
        ("client_id", "nobody".to_owned()),
        ("client_id", String::new()),
        ("redirect_uri", String::new()),
    ];
    for (from, to) in [
        ("https", "http"),
        ("rp.example", "rp.example.evil.example"),
        ("rp.example", "evil.example"),
        ("rp.example", "rp.example:444"),
        ("rp.example", "RP.example"),
        ("rp.example", "user@rp.example"),
        ("/cb", "/cb/"),
        ("/cb", "/cb/../cb"),
        ("/cb", "/cb?x=y"),
        ("/cb", "/cb#x"),
        ("/cb", "/CB"),
        ("/cb", "/cb%20"),
        ("/cb", "/%63b"),
        ("/cb", "/cb;x"),
        ("/cb", ""),
        ("/cb", "\\cb"),
        ("/cb", "//cb"),
        ("https://", "https:"),
        ("https://rp.example", "javascript:alert(1)//"),
        ("https://rp.example", "data:text/html,"),
    ] {
        refused.push(("redirect_uri", REDIRECT.replacen(from, to, 1)));
    }
    for at in 0..REDIRECT.len() {
        for change in ["", "x", "%", ".", " ", "\u{0}"] {
            let mut mutated = REDIRECT.to_owned();
            mutated.replace_range(at..=at, change);
            refused.push(("redirect_uri", mutated));
        }
        let mut doubled = REDIRECT.to_owned();
        doubled.insert(at, '/');
        refused.push(("redirect_uri", doubled));
    }
    assert!(refused.len() > 160);
    for (name, value) in &refused {
        if value == REDIRECT {
            continue;
        }
        let mut browser = Browser::new(&world);
        let reply = browser
            .open(&authorize_path("acme", &[(*name, value.as_str())]))
            .await;
        assert_eq!(reply.status, 400, "{name}={value}");
        assert!(
            reply.header("content-type").starts_with("text/html"),
            "{name}={value}"
        );
        assert_eq!(reply.header("location"), "");
        assert!(
            !reply.text().contains("method=\"post\""),
            "an error page holds no form"
        );
    }
}

#[tokio::test]
async fn what_else_is_wrong_is_told_to_the_client() {
    let world = world().await;
    for (changes, error) in [
        (vec![("response_type", "")], "invalid_request"),
        (
            vec![("response_type", "token")],
            "unsupported_response_type",
        ),
        (
            vec![("response_type", "code id_token")],
            "unsupported_response_type",
        ),
        (vec![("response_mode", "fragment")], "invalid_request"),
        (vec![("code_challenge", "")], "invalid_request"),
        (vec![("code_challenge_method", "")], "invalid_request"),
        (vec![("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge", "tooshort")], "invalid_request"),
        (
            vec![("code_challenge", ""), ("code_challenge_method", "")],
            "invalid_request",
        ),
        (vec![("scope", "openid unknown:scope")], "invalid_scope"),
        (vec![("scope", "openid phone")], "invalid_scope"),
        (vec![("resource", "relative")], "invalid_target"),
        (vec![("resource", "https://a.example/#x")], "invalid_target"),
        (vec![("request", "eyJ")], "request_not_supported"),
        (
            vec![("request_uri", "https://evil.example/r")],
            "request_uri_not_supported",
        ),
        (vec![("registration", "{}")], "registration_not_supported"),
        (vec![("prompt", "none login")], "invalid_request"),
        (vec![("prompt", "dance")], "invalid_request"),
        (vec![("max_age", "soon")], "invalid_request"),
        (vec![("claims", "[]")], "invalid_request"),
        (
            vec![("id_token_hint", "x.y.z"), ("prompt", "none")],
            "login_required",
        ),
        (vec![("prompt", "none")], "login_required"),
    ] {
        let mut browser = Browser::new(&world);
        let reply = browser.open(&authorize_path("acme", &changes)).await;
        assert_eq!(reply.status, 303, "{changes:?}");
        assert_eq!(told(&reply, "error").as_deref(), Some(error), "{changes:?}");
        assert_eq!(told(&reply, "state").as_deref(), Some("the state"));
        assert_eq!(
            told(&reply, "iss").as_deref(),
            Some("http://localhost:8080/t/acme")
        );
        assert!(told(&reply, "code").is_none());
    }
}

#[tokio::test]
async fn a_parameter_that_stands_twice_is_refused() {
    let world = world().await;
    for name in [
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "response_type",
        "x-unknown",
    ] {
        let path = format!("{}&{name}=1&{name}=2", authorize_path("acme", &[]));
        let reply = Browser::new(&world).open(&path).await;
        assert_eq!(
            told(&reply, "error").as_deref(),
            Some("invalid_request"),
            "{name}"
        );
    }
    for name in ["client_id", "redirect_uri"] {
        let path = format!("{}&{name}=x", authorize_path("acme", &[]));
        let reply = Browser::new(&world).open(&path).await;
        assert_eq!(reply.status, 400, "{name}");
    }
    let path = format!(
        "{}&resource=https://a.example&resource=https://b.example",
        authorize_path("acme", &[("prompt", "none")])
    );
    let reply = Browser::new(&world).open(&path).await;
    assert_eq!(told(&reply, "error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_request_by_post_goes_the_same_way() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let pairs = request(&[]);
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let call = post("/t/acme/oauth/authorize")
        .header("origin", "https://rp.example")
        .form(&pairs);
    let reply = browser.send(call).await;
    assert_eq!(reply.status, 303);
    let page = follow(&mut browser, reply).await;
    assert_eq!(page.status, 200);
    let back = sign_in(&mut browser, "acme").await;
    assert!(told(&back, "code").is_some());
}

#[tokio::test]
async fn who_is_signed_in_goes_straight_back_unless_the_client_wants_a_fresh_sign_in() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let first = authorize(&mut browser, "acme", &[]).await;
    assert!(told(&first, "code").is_some());
    let again = browser
        .open(&authorize_path("acme", &[("prompt", "none")]))
        .await;
    assert!(told(&again, "code").is_some(), "silently");
    world.clock.advance(100);
    let old = [("max_age", "50"), ("prompt", "none")];
    let reply = browser.open(&authorize_path("acme", &old)).await;
    assert_eq!(told(&reply, "error").as_deref(), Some("login_required"));
    for changes in [
        [("max_age", "50"), ("state", "a")],
        [("prompt", "login"), ("state", "b")],
        [("prompt", "select_account"), ("state", "c")],
        [("max_age", "0"), ("state", "d")],
    ] {
        world.clock.advance(100);
        let reply = browser.open(&authorize_path("acme", &changes)).await;
        assert_eq!(reply.header("location"), "/t/acme/sign-in", "{changes:?}");
        let back = sign_in(&mut browser, "acme").await;
        let code = told(&back, "code")
            .unwrap_or_else(|| panic!("{changes:?}: {}", back.header("location")));
        let tokens = token(&world, "acme", &exchange(&code)).await.json();
        let id = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(id["auth_time"], id["iat"], "{changes:?}");
    }
    let young = [("max_age", "5000"), ("prompt", "none")];
    let reply = browser.open(&authorize_path("acme", &young)).await;
    assert!(told(&reply, "code").is_some());
}

#[tokio::test]
async fn a_hint_of_another_user_asks_to_sign_in() {
    let world = world().await;
    let tokens = tokens(&world, "acme", &[]).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let mut browser = Browser::new(&world);
    authorize(&mut browser, "acme", &[]).await;
    let own = [("id_token_hint", hint), ("prompt", "none")];
    let reply = browser.open(&authorize_path("acme", &own)).await;
    assert!(told(&reply, "code").is_some());
    let access = tokens["access_token"].as_str().unwrap();
    let confused = [("id_token_hint", access), ("prompt", "none")];
    let reply = browser.open(&authorize_path("acme", &confused)).await;
    assert_eq!(
        told(&reply, "error").as_deref(),
        Some("invalid_request"),
        "no ID token"
    );
    let claims = [
        ("claims", r#"{"id_token":{"sub":{"value":"usr_somebody"}}}"#),
        ("prompt", "none"),
    ];
    let reply = browser.open(&authorize_path("acme", &claims)).await;
    assert_eq!(told(&reply, "error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn an_essential_context_that_cannot_be_had_is_told() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let wanted =
        r#"{"id_token":{"acr":{"essential":true,"values":["urn:authnex:acr:multi-factor"]}}}"#;
    let reply = authorize(&mut browser, "acme", &[("claims", wanted)]).await;
    assert_eq!(
        told(&reply, "error").as_deref(),
        Some("unmet_authentication_requirements")
    );
    let had = wanted.replace("multi", "single");
    let reply = browser
        .open(&authorize_path("acme", &[("claims", &had)]))
        .await;
    assert!(told(&reply, "code").is_some());
}

#[tokio::test]
async fn a_form_post_page_holds_the_answer_and_no_inline_script() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let page = authorize(&mut browser, "acme", &[("response_mode", "form_post")]).await;
    assert_eq!(page.status, 200);
    let html = page.text();
    assert!(html.contains(&format!("action=\"{REDIRECT}\"")), "{html}");
    for name in ["code", "state", "iss"] {
        assert!(html.contains(&format!("name=\"{name}\"")), "{name}");
    }
    assert!(!html.contains("<script>") && !html.contains("onload"));
    assert!(html.contains("form-post-submit"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://rp.example;"),
        "{policy}"
    );
    assert_eq!(page.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_sign_in_page_on_the_way_lets_its_form_end_at_the_client() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    browser
        .open(&authorize_path(
            "acme",
            &[("login_hint", "ada@example.test")],
        ))
        .await;
    let page = browser.open("/t/acme/sign-in").await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://rp.example;"),
        "{policy}"
    );
    assert!(
        page.text().contains("ada@example.test"),
        "the hint is filled in"
    );
    let other = Browser::new(&world).open("/t/acme/sign-in").await;
    assert!(
        other
            .header("content-security-policy")
            .contains("form-action 'self';")
    );
}

#[tokio::test]
async fn a_loopback_port_of_an_application_on_the_device_may_be_any() {
    let world = world().await;
    let native = metadata_with(json!({
        "client_id": "native",
        "client_secret": null,
        "token_endpoint_auth_method": "none",
        "application_type": "native",
        "redirect_uris": ["http://127.0.0.1/cb", "com.example.app:/cb"],
    }));
    put(&world, "acme", native).await;
    for (uri, fits) in [
        ("http://127.0.0.1/cb", true),
        ("http://127.0.0.1:51234/cb", true),
        ("com.example.app:/cb", true),
        ("http://127.0.0.1:51234/cb2", false),
        ("http://127.0.0.1:0/cb", false),
        ("http://127.0.0.1:99999/cb", false),
        ("http://127.0.0.1:80@evil.example/cb", false),
        ("http://127.0.0.1.evil.example/cb", false),
        ("http://localhost:51234/cb", false),
        ("http://[::1]:51234/cb", false),
        ("com.example.app:/cb2", false),
    ] {
        let changes = [
            ("client_id", "native"),
            ("redirect_uri", uri),
            ("prompt", "none"),
        ];
        let reply = Browser::new(&world)
            .open(&authorize_path("acme", &changes))
            .await;
        assert_eq!(reply.status == 303, fits, "{uri}");
    }
}

#[tokio::test]
async fn a_client_that_demands_what_is_not_there_is_refused() {
    let world = world().await;
    for demand in [
        json!({"dpop_bound_access_tokens": true}),
        json!({"require_pushed_authorization_requests": true}),
        json!({"require_signed_request_object": true}),
    ] {
        put(&world, "acme", metadata_with(demand)).await;
        let reply = Browser::new(&world)
            .open(&authorize_path("acme", &[]))
            .await;
        assert_eq!(
            told(&reply, "error").as_deref(),
            Some("unauthorized_client")
        );
        let grant = [("grant_type", "refresh_token"), ("refresh_token", "x")];
        is_error(
            &token(&world, "acme", &grant).await,
            400,
            "unauthorized_client",
        );
    }
}
