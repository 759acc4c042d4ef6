//! Steps with bodies that are none, out of order, twice, and from another browser.

use authnex_core::mail::MailKind;
use authnex_http::{
    DevMailbox,
    route::{ApiRoute, Requirement, Route, RouteName, Verb, routes},
};
use serde_json::{Value, json};

use super::scene::{NEW, acme, answer, auth, code, enrol, mailed, newcomer, set_policy, waiting};
use crate::{
    harness::{World, call},
    pages::browser::{Browser, hidden},
};

fn steps() -> impl Iterator<Item = (&'static Route, ApiRoute)> {
    routes().filter_map(|route| match route.name {
        RouteName::Api(name) if route.verb != Verb::Get => Some((route, name)),
        _ => None,
    })
}

/// Routes that take no body, or for which nothing is to be said.
const BODILESS: [ApiRoute; 6] = [
    ApiRoute::EndSession,
    ApiRoute::ExportMe,
    ApiRoute::ForgetDevice,
    ApiRoute::RemovePasskey,
    ApiRoute::SignOut,
    ApiRoute::ListSessions,
];

fn bodies() -> Vec<String> {
    let deep = "[".repeat(5_000);
    let names = [
        "flow",
        "code",
        "email",
        "password",
        "token",
        "credential",
        "name",
        "new_password",
        "refresh_token",
        "resource",
        "page",
        "sign_in",
        "current_password",
    ];
    let mut all: Vec<String> = [
        "",
        " ",
        "null",
        "true",
        "0",
        "\"x\"",
        "[]",
        "[{}]",
        "{",
        "{}}",
        "{\"a\":1}",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    all.extend([
        deep.clone(),
        format!("{{\"flow\":{deep}"),
        "\u{feff}{}".to_owned(),
    ]);
    for value in ["null", "0", "-1", "1e400", "[]", "{}", "true", "\"\""] {
        for name in names {
            all.push(format!("{{\"{name}\":{value}}}"));
        }
        let every: Vec<String> = names
            .iter()
            .map(|name| format!("\"{name}\":{value}"))
            .collect();
        all.push(format!("{{{}}}", every.join(",")));
    }
    all.push(format!("{{\"flow\":\"{}\"}}", "x".repeat(50_000)));
    all.push("{\"flow\":\"a\",\"flow\":\"b\"}".to_owned());
    all
}

#[tokio::test]
async fn empty_and_malformed_bodies_are_refused_at_every_step() {
    let (world, _mailbox) = acme().await;
    let access = world.tokens("acme").await.access;
    let mut tried = 0;
    for (route, name) in steps().filter(|(_, name)| !BODILESS.contains(name)) {
        for body in bodies() {
            let verb = route.verb.as_str();
            let mut step =
                call(verb, &route.path_of("acme")).body("application/json", body.clone());
            if route.requires != Requirement::Public {
                step = step.bearer(&access);
            }
            let reply = step.send(&world).await;
            let what = format!("{name:?} {body:.80}: {}", reply.status);
            // What says nothing is what some steps take; a page's ceremony wants the page's token beside.
            assert!(!reply.status.is_server_error(), "{what}");
            assert!(!reply.text().contains("access_token"), "{what}");
            assert_eq!(reply.header("set-cookie"), "", "{what}");
            if reply.status.is_success() {
                let asks_only = matches!(
                    name,
                    ApiRoute::BeginPasskey
                        | ApiRoute::ForgotPassword
                        | ApiRoute::MagicLink
                        | ApiRoute::ResendVerification
                        | ApiRoute::StartTotp
                        | ApiRoute::UpdateMe
                );
                assert!(asks_only, "{what} {}", reply.text());
            } else {
                assert_eq!(
                    reply.header("content-type"),
                    "application/problem+json",
                    "{what}"
                );
            }
            tried += 1;
        }
    }
    assert!(tried > 3_000, "{tried}");
    let still = call("GET", "/t/acme/api/v1/me").bearer(&access);
    assert_eq!(still.send(&world).await.status, 200);
}

#[tokio::test]
async fn empty_and_malformed_forms_are_refused_on_every_page() {
    let (world, _mailbox) = acme().await;
    let mut browser = Browser::new(&world);
    let page = browser.open("/t/acme/sign-in").await;
    let csrf = hidden(page.text(), "csrf").unwrap();
    let open = routes().filter(|route| {
        matches!(route.name, RouteName::Portal(_))
            && route.verb == Verb::Post
            && route.requires == Requirement::Public
    });
    let fields = [
        "",
        "email=",
        "email=&password=",
        "email=a&email=b",
        "code=",
        "code=%00",
        "code=&password=",
        "%",
        "%ff=%ff",
        "=",
        "&&&",
        "token=&password=&name=",
        "new_password=",
        "unknown=1",
        "organization=&email=&password=",
        "organization=..%2f..&email=x&password=y",
    ];
    let long = format!("email={0}&password={0}&code={0}", "x".repeat(9_000));
    for route in open {
        for body in fields.iter().copied().chain([long.as_str()]) {
            let body = format!("csrf={csrf}&{body}");
            let form = call("POST", &route.path_of("acme"))
                .body("application/x-www-form-urlencoded", body.clone());
            let reply = browser.send(form).await;
            let what = format!("{} {body:.80}: {}", route.path, reply.status);
            assert!(!reply.status.is_server_error(), "{what}");
            let opened = browser.cookies.keys().any(|name| {
                let tag = name.strip_prefix("anx_").unwrap_or_default();
                tag.len() == 16 && !tag.contains('_')
            });
            assert!(!opened, "{what}");
        }
    }
}

/// A sign-in that waits, and what brings it on.
struct Waiting {
    world: World,
    mailbox: DevMailbox,
    flow: String,
    step: &'static str,
    right: Value,
}

const STATES: [&str; 4] = [
    "second_factor",
    "change_password",
    "verify_email",
    "enrol_mfa",
];

async fn waits_for(state: &str) -> Waiting {
    let (world, mailbox) = acme().await;
    let (flow, step, right) = match state {
        "second_factor" => {
            let access = world.tokens("acme").await.access;
            let (secret, _) = enrol(&world, &access).await;
            let code = code(&world, &secret, 0);
            (
                waiting(&world).await,
                "second-factor",
                json!({"code": code}),
            )
        }
        "change_password" => {
            let flow = newcomer(&world).await;
            (flow, "change-password", json!({"new_password": NEW}))
        }
        "verify_email" => {
            set_policy(&world, json!({"require_verified_email": true})).await;
            let flow = waiting(&world).await;
            let token = mailed(&world, &mailbox, MailKind::VerifyEmail).await;
            (flow, "verify-email", json!({"code": token}))
        }
        _ => {
            set_policy(&world, json!({"mfa": "required"})).await;
            let flow = waiting(&world).await;
            let setup = answer(&world, "enrol-mfa/totp", json!({"flow": flow})).await;
            let code = code(&world, setup["secret"].as_str().unwrap(), 0);
            (flow, "enrol-mfa/totp/confirm", json!({"code": code}))
        }
    };
    let mut right = right;
    right["flow"] = json!(flow);
    Waiting {
        world,
        mailbox,
        flow,
        step,
        right,
    }
}

#[tokio::test]
async fn a_step_out_of_order_is_none_and_the_right_one_is_good_once() {
    for state in STATES {
        let it = waits_for(state).await;
        let flow = &it.flow;
        for (of, step, body) in [
            (
                "second_factor",
                "second-factor",
                json!({"flow": flow, "code": "000000"}),
            ),
            ("second_factor", "passkey/begin", json!({"sign_in": flow})),
            (
                "change_password",
                "change-password",
                json!({"flow": flow, "new_password": NEW}),
            ),
            ("enrol_mfa", "enrol-mfa/totp", json!({"flow": flow})),
            (
                "enrol_mfa",
                "enrol-mfa/totp/confirm",
                json!({"flow": flow, "code": "000000"}),
            ),
            (
                "enrol_mfa",
                "enrol-mfa/passkey/begin",
                json!({"flow": flow}),
            ),
            (
                "",
                "enrol-mfa/passkey/finish",
                json!({"flow": flow, "credential": {}}),
            ),
            (
                "",
                "passkey/finish",
                json!({"flow": flow, "credential": {}}),
            ),
        ] {
            if of != state {
                let refused = auth(&it.world, step, body).await;
                refused.is_problem(400, "flow_unknown");
            }
        }
        let opened = auth(&it.world, it.step, it.right.clone()).await;
        assert_eq!(opened.json()["status"], "signed_in", "{}", opened.text());
        for _ in 0..2 {
            let again = auth(&it.world, it.step, it.right.clone()).await;
            assert!(again.status.is_client_error(), "{state}: {}", again.text());
            assert!(!again.text().contains("access_token"), "{state}");
        }
        let _ = it.mailbox;
    }
}

#[tokio::test]
async fn a_step_at_another_organization_is_none_and_uses_nothing_up() {
    for state in STATES {
        let it = waits_for(state).await;
        it.world.tenant("globex").await;
        let path = format!("/t/globex/api/v1/auth/{}", it.step);
        let elsewhere = call("POST", &path).json(&it.right).send(&it.world).await;
        assert!(elsewhere.status.is_client_error(), "{state}");
        let opened = auth(&it.world, it.step, it.right.clone()).await;
        assert_eq!(opened.json()["status"], "signed_in", "{}", opened.text());
    }
}

#[tokio::test]
async fn a_page_of_a_step_goes_on_in_the_browser_alone_that_began_it() {
    for (page, action, fields) in [
        ("second-factor", "second-factor", vec![("code", "000000")]),
        (
            "change-password",
            "change-password",
            vec![("new_password", NEW)],
        ),
        ("enrol-mfa", "enrol-mfa", vec![]),
        ("enrol-mfa", "enrol-mfa/confirm", vec![("code", "000000")]),
    ] {
        let it = waits_for(&page.replace('-', "_")).await;
        for place in ["/t/acme", "/portal"] {
            let mut other = Browser::new(&it.world);
            other
                .cookies
                .insert("anx_org".to_owned(), "acme".to_owned());
            // The form is there for whoever opens its address; it knows of no sign-in.
            let (shown, to) = (format!("{place}/{page}"), format!("{place}/{action}"));
            let led = other.fill_in(&shown, &to, &fields).await;
            assert_eq!(led.status, 303, "{to}: {}", led.text());
            assert!(led.header("location").contains("done=flow-over"), "{to}");
        }
        let opened = auth(&it.world, it.step, it.right.clone()).await;
        assert_eq!(opened.json()["status"], "signed_in", "{}", opened.text());
    }
}
