use authnex_core::{
    flow::{NewPassword, NewUserByOperator, apply::Document},
    foundation::{Actor, RequestContext},
    policy::{PolicyOverrides, SignUp},
};

use super::browser::{Browser, has_own_scripts_alone};
use crate::harness::{EMAIL, OWNER, PASSWORD, World, anonymous};

#[tokio::test]
async fn a_user_signs_up_out_and_in_at_a_tenants_own_pages() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let fields = [("email", EMAIL), ("name", "Ada"), ("password", PASSWORD)];
    let made = browser
        .fill_in("/t/acme/sign-up", "/t/acme/sign-up", &fields)
        .await;
    assert_eq!(
        made.header("location"),
        "/t/acme/signed-in",
        "{}",
        made.text()
    );
    let page = browser.open("/t/acme/signed-in").await;
    assert!(page.text().contains(EMAIL));
    let out = browser
        .fill_in("/t/acme/signed-in", "/t/acme/sign-out", &[])
        .await;
    assert_eq!(out.header("location"), "/t/acme/signed-out");
    let done = browser.open("/t/acme/signed-out").await;
    assert!(
        !done.text().contains("<form"),
        "a result page holds no form"
    );
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let back = browser
        .fill_in("/t/acme/sign-in", "/t/acme/sign-in", &fields)
        .await;
    assert_eq!(back.header("location"), "/t/acme/signed-in");
}

#[tokio::test]
async fn a_closed_tenant_shows_no_form_and_takes_none() {
    let world = World::new().await;
    let acme = world.tenant("acme").await;
    let closed = PolicyOverrides {
        sign_up: Some(SignUp::Closed),
        ..PolicyOverrides::default()
    };
    acme.update_policy(closed, &anonymous()).await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.open("/t/acme/sign-up").await;
    assert!(page.text().contains("lets nobody sign up") && !page.text().contains("<form"));
    // The token of another open form of this browser is good; the policy is not.
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let refused = browser
        .fill_in("/t/acme/sign-in", "/t/acme/sign-up", &fields)
        .await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn a_wrong_password_is_one_answer_at_a_tenant_that_does_not_exist_too() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    let mut bodies = Vec::new();
    for (slug, email) in [
        ("acme", OWNER),
        ("acme", "no-one@example.test"),
        ("absent", OWNER),
    ] {
        let action = format!("/t/{slug}/sign-in");
        let fields = [("email", email), ("password", "a wrong password")];
        let refused = browser.fill_in("/t/acme/sign-in", &action, &fields).await;
        assert_eq!(refused.status, 401, "{}", refused.text());
        // A page says whose it is: an organization's by its name, any other one by what was typed.
        let owner = if slug == "acme" { "ACME" } else { slug };
        let monogram = |letter: &str| format!("aria-hidden=\"true\">{letter}<");
        let page = refused.text().replace(&format!("/t/{slug}/"), "/t/SLUG/");
        let page = page.replace(&monogram(&owner[..1]), &monogram("?"));
        bodies.push(page.replace(owner, "WHOSE").replace(email, "EMAIL"));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
}

#[tokio::test]
async fn a_page_says_the_name_of_its_organization() {
    let world = World::new().await;
    world.tenant("acme").await;
    let mut browser = Browser::new(&world);
    for page in ["sign-in", "sign-up", "forgot-password", "confirm-email"] {
        let reply = browser.open(&format!("/t/acme/{page}")).await;
        assert!(reply.text().contains(">ACME</span>"), "{page}");
    }
}

#[tokio::test]
async fn a_page_wears_the_colours_and_links_of_its_organization() {
    let world = World::new().await;
    world.tenant("acme").await;
    world.tenant("globex").await;
    let text = r##"{"tenants": [{"slug": "acme", "branding": {"accent_color": "#AA0033",
        "support_uri": "https://acme.example/help?a=1&b=2", "policy_uri": "https://acme.example/privacy"}}]}"##;
    let operator = world.authnex.operator();
    let plan = operator
        .plan(&Document::parse(text).unwrap())
        .await
        .unwrap();
    let by_operator = RequestContext::by(Actor::Operator);
    operator.apply(plan, &by_operator).await.unwrap();
    let mut browser = Browser::new(&world);
    let of = |text: &str| (text.contains("brand."), text.contains("acme.example"));
    let reply = browser.open("/t/acme/sign-in").await;
    let page = reply.text();
    let sheet = page.split('"').find(|part| part.contains("/assets/brand."));
    let sheet = sheet.unwrap().to_owned();
    assert!(
        page.contains(r#"href="https://acme.example/help?a=1&#38;b=2" rel="noreferrer">Help</a>"#)
    );
    assert!(page.contains(">Privacy</a>") && !page.contains(">Terms</a>"));
    let css = browser.open(&sheet).await;
    assert!(css.text().contains("--accent:light-dark(#aa0033,#aa0033)"));
    assert_eq!(
        of(browser.open("/t/globex/sign-in").await.text()),
        (false, false)
    );
    // Who only types an organization's identifier is told nothing of it.
    let portal = browser.open("/portal/sign-in?organization=acme").await;
    assert_eq!(of(portal.text()), (false, false));
}

#[tokio::test]
async fn every_other_page_of_an_unknown_tenant_is_not_there() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    for page in [
        "sign-in",
        "sign-up",
        "signed-in",
        "signed-out",
        "change-password",
    ] {
        let reply = browser.open(&format!("/t/nobody/{page}")).await;
        assert_eq!(reply.status, 404, "{page}");
        assert!(!reply.text().contains("<form"), "{page}");
    }
}

#[tokio::test]
async fn a_password_that_must_be_replaced_is_replaced_before_the_session_opens() {
    let world = World::new().await;
    let acme = world.tenant("acme").await;
    let hosted = [
        "/t/acme/sign-in",
        "/t/acme/change-password",
        "/t/acme/signed-in",
    ];
    let portal = [
        "/portal/sign-in",
        "/portal/change-password",
        "/portal/dashboard",
    ];
    for (email, [sign_in, next, end]) in [(EMAIL, hosted), ("ben@example.test", portal)] {
        let request = NewUserByOperator {
            email: Some(email.to_owned()),
            password: Some(NewPassword::Plain(PASSWORD.into())),
            must_change_password: true,
            ..NewUserByOperator::default()
        };
        acme.create_user(request, &anonymous()).await.unwrap();
        let mut browser = Browser::new(&world);
        let mut fields = vec![("email", email), ("password", PASSWORD)];
        if sign_in.starts_with("/portal") {
            fields.push(("organization", "acme"));
        }
        let form = format!("{sign_in}?organization=acme");
        let step = browser.fill_in(&form, sign_in, &fields).await;
        assert_eq!(step.header("location"), next);
        assert_eq!(browser.open(end).await.status, 303, "no session yet");
        for unfit in ["sh0rt", PASSWORD] {
            let refused = browser
                .fill_in(next, next, &[("new_password", unfit)])
                .await;
            assert_eq!(refused.status, 422, "{unfit}");
            assert!(!refused.text().contains(unfit));
        }
        let done = browser
            .fill_in(next, next, &[("new_password", "another pass phrase")])
            .await;
        assert_eq!(done.header("location"), end, "{}", done.text());
        assert_eq!(browser.open(end).await.status, 200);
        let again = browser
            .fill_in(next, next, &[("new_password", "a third pass phrase")])
            .await;
        assert_eq!(again.status, 303, "the handle is spent");
        let told = browser.open(again.header("location")).await;
        assert!(
            told.text()
                .contains("data-testid=\"flash\" data-kind=\"error\""),
            "{}",
            told.text()
        );
        assert!(told.text().contains("This sign-in is over."));
    }
}

#[tokio::test]
async fn a_slug_of_any_characters_stays_within_the_forms_address() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let html = browser.open("/portal/sign-up").await.text().to_owned();
    let csrf = super::browser::hidden(&html, "csrf").unwrap();
    let fields = [
        ("csrf", csrf.as_str()),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    let form = crate::harness::post("/t/%22%3E%3Cscript%3E%3Fa%2Fb/sign-in").form(&fields);
    let refused = browser.send(form).await;
    assert_eq!(refused.status, 401);
    let html = refused.text();
    assert!(has_own_scripts_alone(html), "{html}");
    assert!(html.contains("action=\"/t/%22%3E%3Cscript%3E%3Fa%2Fb/sign-in\""));
}
