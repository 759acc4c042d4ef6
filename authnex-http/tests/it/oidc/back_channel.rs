use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use authnex_core::{
    egress::EgressRules,
    port::{Egress, EgressAnswer, EgressCall, EgressError},
    user::UserStatus,
};
use serde_json::{Value, json};

use super::party::*;
use crate::{
    harness::{EMAIL, PASSWORD, World, anonymous, post, sign_up},
    pages::Browser,
};

/// A client's endpoint: keeps what it is told and answers as it is set to.
#[derive(Debug, Default)]
struct Endpoint {
    told: Mutex<Vec<String>>,
    fails: Mutex<bool>,
}

#[async_trait]
impl Egress for Endpoint {
    async fn call(&self, call: EgressCall) -> Result<EgressAnswer, EgressError> {
        assert_eq!(call.url.url().as_str(), "https://rp.example/logout");
        let (content_type, body) = call.body.unwrap();
        assert_eq!(content_type, "application/x-www-form-urlencoded");
        let token = url::form_urlencoded::parse(&body).next().unwrap();
        assert_eq!(token.0, "logout_token");
        self.told.lock().unwrap().push(token.1.into_owned());
        Ok(EgressAnswer {
            status: if *self.fails.lock().unwrap() {
                503
            } else {
                200
            },
            retry_after_seconds: None,
            body: Vec::new(),
        })
    }
}

impl Endpoint {
    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

async fn told_world() -> (World, Arc<Endpoint>) {
    let endpoint = Arc::new(Endpoint::default());
    let egress = endpoint.clone();
    let world = World::built(
        |engine| {
            engine
                .base_url("http://localhost:8080")
                .egress(egress, EgressRules::default())
        },
        |options| options.rate_limits(false),
    )
    .await;
    let tenant = world.tenant("acme").await;
    sign_up(&tenant, EMAIL).await;
    let uri = json!({"backchannel_logout_uri": "https://rp.example/logout"});
    put(&world, "acme", metadata_with(uri)).await;
    (world, endpoint)
}

async fn signed_in(world: &World) -> (Browser<'_>, Value) {
    let mut browser = Browser::new(world);
    let back = authorize(&mut browser, "acme", &[]).await;
    let code = told(&back, "code").unwrap();
    let tokens = token(world, "acme", &exchange(&code)).await.json();
    (browser, tokens)
}

async fn sign_out(browser: &mut Browser<'_>, tokens: &Value) {
    let hint = tokens["id_token"].as_str().unwrap();
    let path = format!("/t/acme/oauth/end_session?id_token_hint={hint}");
    assert_eq!(browser.open(&path).await.status, 303);
}

#[tokio::test]
async fn oidcc_backchannel_rp_initiated_logout() {
    let (world, endpoint) = told_world().await;
    let (mut browser, tokens) = signed_in(&world).await;
    world.workers.tell_clients().await.unwrap();
    assert!(endpoint.told().is_empty(), "nobody signed out");
    sign_out(&mut browser, &tokens).await;
    world.workers.tell_clients().await.unwrap();
    world.workers.tell_clients().await.unwrap();
    let told = endpoint.told();
    assert_eq!(told.len(), 1, "once");
    assert_eq!(header(&told[0])["typ"], "logout+jwt");
    let (logout, id) = (
        claims(&told[0]),
        claims(tokens["id_token"].as_str().unwrap()),
    );
    for name in ["iss", "aud", "sub", "sid"] {
        assert_eq!(logout[name], id[name], "{name}");
    }
    let event = "http://schemas.openid.net/event/backchannel-logout";
    assert_eq!(logout["events"], json!({ event: {} }));
    assert!(logout.get("nonce").is_none() && logout["jti"].is_string());
    let life = logout["exp"].as_i64().unwrap() - logout["iat"].as_i64().unwrap();
    assert!((1..=120).contains(&life));
}

#[tokio::test]
async fn a_client_that_does_not_answer_is_told_again_and_given_up_in_the_end() {
    let (world, endpoint) = told_world().await;
    let (mut browser, tokens) = signed_in(&world).await;
    *endpoint.fails.lock().unwrap() = true;
    sign_out(&mut browser, &tokens).await;
    world.workers.tell_clients().await.unwrap();
    world.workers.tell_clients().await.unwrap();
    assert_eq!(endpoint.told().len(), 1, "not before its time");
    world.clock.advance(5);
    world.workers.tell_clients().await.unwrap();
    assert_eq!(endpoint.told().len(), 2);
    for _ in 0..10 {
        world.clock.advance(20_000);
        world.workers.tell_clients().await.unwrap();
    }
    assert_eq!(endpoint.told().len(), 7, "six times more, then no more");
}

#[tokio::test]
async fn a_logout_token_passes_for_nothing_else() {
    let (world, endpoint) = told_world().await;
    let (mut browser, tokens) = signed_in(&world).await;
    sign_out(&mut browser, &tokens).await;
    world.workers.tell_clients().await.unwrap();
    let logout_token = endpoint.told()[0].clone();
    let info = crate::harness::get("/t/acme/oauth/userinfo")
        .bearer(&logout_token)
        .send(&world)
        .await;
    is_error(&info, 401, "invalid_token");
    let path = format!("/t/acme/oauth/end_session?id_token_hint={logout_token}");
    assert_eq!(browser.open(&path).await.status, 400);
}

/// Each way that ends a session tells the clients that were signed in to in it.
#[tokio::test]
async fn whatever_ends_the_session_is_told() {
    let (world, endpoint) = told_world().await;
    let acme = world.handle("acme").await;
    let user = acme.find_user(EMAIL).await.unwrap().unwrap();
    let context = anonymous();
    for way in ["revoked", "all", "suspended", "password"] {
        let (browser, tokens) = signed_in(&world).await;
        let sid = claims(tokens["id_token"].as_str().unwrap())["sid"].clone();
        let session = sid.as_str().unwrap().parse().unwrap();
        match way {
            "revoked" => {
                let ended = acme.end_session(user.id, session, &context).await;
                assert!(ended.unwrap());
            }
            "all" => {
                let ended = acme.end_all_sessions(user.id, &context).await;
                assert!(ended.unwrap() > 0);
            }
            "suspended" => {
                for status in [UserStatus::Suspended, UserStatus::Active] {
                    let set = acme.set_user_status(user.id, status, &context).await;
                    assert!(set.unwrap());
                }
            }
            _ => {
                let bearer = world.tokens("acme").await.access;
                let body =
                    json!({"current_password": PASSWORD, "new_password": "another horse battery"});
                let changed = post("/t/acme/api/v1/me/password")
                    .bearer(&bearer)
                    .json(&body);
                let changed = changed.send(&world).await;
                assert!(changed.status.is_success(), "{}", changed.text());
            }
        }
        drop(browser);
        world.workers.tell_clients().await.unwrap();
        let told = endpoint.told();
        assert!(
            told.iter().any(|token| claims(token)["sid"] == sid),
            "{way}"
        );
    }
}
