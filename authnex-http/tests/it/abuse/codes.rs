//! One-time codes: guessed, used again, and names spelled in ever other ways.

use std::sync::Arc;

use authnex_core::{
    Authnex,
    keyring::KeyRing,
    testing::{ManualClock, SeededEntropy, cheap_policy},
};
use authnex_http::AuthnexService;
use serde_json::{Value, json};

use super::scene::{
    acme, add_passkey, answer, auth, by_passkey, code, enrol, set_policy, sign_in, waiting,
    wrong_code,
};
use crate::harness::{EMAIL, PASSWORD, Reply, World, call, post, sign_up};

const TRIES: usize = 4;

fn lockout() -> Value {
    json!({"lockout_failures": TRIES, "lockout_source_failures": 1000, "lockout_seconds": 120,
        "lockout_window_seconds": 60})
}

/// Two nodes over one store, with the tenant `acme` and its user.
async fn two_nodes() -> [World; 2] {
    let store = authnex_store::testing::store().await;
    let clock = Arc::new(ManualClock::at(1_800_000_000));
    let ring = KeyRing::generate_text(&SeededEntropy::new(7));
    let mut nodes = Vec::new();
    for _ in 0..2 {
        let builder = Authnex::builder(store.clone())
            .clock(clock.clone())
            .policy(cheap_policy())
            .key_ring(KeyRing::parse(&ring).unwrap())
            .hash_threads(1)
            .spare_keys(0);
        let (authnex, workers) = builder.build().await.unwrap();
        let service = AuthnexService::builder(authnex.clone()).rate_limits(false);
        nodes.push(World {
            authnex,
            clock: clock.clone(),
            service: service.build(),
            workers,
        });
        if nodes.len() == 1 {
            let tenant = nodes[0].tenant("acme").await;
            sign_up(&tenant, EMAIL).await;
            set_policy(&nodes[0], lockout()).await;
        }
    }
    nodes.try_into().ok().unwrap()
}

/// A step from an address of its own, so that what is counted is the account.
async fn from(world: &World, number: usize, step: &str, body: Value) -> Reply {
    let call = post(&format!("/t/acme/api/v1/auth/{step}")).json(&body);
    call.peer(&format!("203.0.113.{number}")).send(world).await
}

#[tokio::test]
async fn one_time_codes_are_not_guessed_across_sessions_factors_addresses_and_nodes() {
    let nodes = two_nodes().await;
    let access = nodes[0].tokens("acme").await.access;
    let (secret, codes) = enrol(&nodes[0], &access).await;
    let mut key = add_passkey(&nodes[0], &access).await;
    // Whoever knows the password begins anew for each guess, on either node, from ever other addresses.
    let mut flows = Vec::new();
    for number in 0..TRIES {
        let node = &nodes[number % 2];
        let credentials = json!({"email": EMAIL, "password": PASSWORD});
        let begun = from(node, number, "sign-in", credentials).await.json();
        let flow = begun["flow"].as_str().unwrap().to_owned();
        let refused = match number % 3 {
            0 => {
                let body = json!({"flow": flow, "code": wrong_code(node, &secret)});
                from(node, number, "second-factor", body).await
            }
            1 => {
                let body = json!({"flow": flow, "code": format!("aaaa-bbbb-cccc-ddd{number}")});
                from(node, number, "second-factor", body).await
            }
            _ => {
                let begun = answer(node, "passkey/begin", json!({"sign_in": flow})).await;
                let other = answer(node, "passkey/begin", json!({"sign_in": flow})).await;
                let credential = key.answer(&other["public_key"]).await;
                let body = json!({"flow": begun["flow"], "credential": credential});
                from(node, number, "passkey/finish", body).await
            }
        };
        assert_eq!(refused.status, 401, "{number}: {}", refused.text());
        flows.push(flow);
    }
    for node in &nodes {
        for (number, flow) in flows.iter().enumerate() {
            for right in [&code(node, &secret, 0), &codes[0]] {
                let body = json!({"flow": flow, "code": right});
                let locked = from(node, 100 + number, "second-factor", body).await;
                assert_eq!(locked.status, 429, "{}", locked.text());
            }
        }
        let credentials = json!({"email": EMAIL, "password": PASSWORD});
        let locked = from(node, 200, "sign-in", credentials).await;
        assert_eq!(locked.status, 429, "{}", locked.text());
    }
    // Whoever holds the passkey is not locked out by any of it.
    let owner = by_passkey(&nodes[1], &mut key).await;
    assert_eq!(owner.json()["status"], "signed_in", "{}", owner.text());
    let who = owner.json()["access_token"].as_str().unwrap().to_owned();
    let again = post("/t/acme/api/v1/me/step-up").bearer(&who);
    let again = again.json(&json!({"code": code(&nodes[0], &secret, 0)}));
    assert_eq!(again.send(&nodes[0]).await.status, 204);
    nodes[0].clock.advance(121);
    let flow = waiting(&nodes[0]).await;
    let body = json!({"flow": flow, "code": code(&nodes[1], &secret, 0)});
    let opened = auth(&nodes[1], "second-factor", body).await;
    assert_eq!(opened.json()["status"], "signed_in", "{}", opened.text());
}

#[tokio::test]
async fn codes_given_in_sessions_count_together_whichever_session_it_is() {
    let nodes = two_nodes().await;
    let mut sessions = Vec::new();
    for node in &nodes {
        sessions.push(node.tokens("acme").await.access);
    }
    let (secret, codes) = enrol(&nodes[0], &sessions[0]).await;
    // The others ended with the change of factors.
    let flow = waiting(&nodes[1]).await;
    let body = json!({"flow": flow, "code": codes[0]});
    let opened = auth(&nodes[1], "second-factor", body).await.json();
    sessions[1] = opened["access_token"].as_str().unwrap().to_owned();
    let me = async |number: usize, verb, path: &str, body: Value| {
        let call = call(verb, &format!("/t/acme/api/v1/me/{path}")).bearer(&sessions[number % 2]);
        call.json(&body).send(&nodes[number % 2]).await
    };
    let wrong = || json!({"code": wrong_code(&nodes[0], &secret)});
    for (number, (verb, path, body)) in [
        ("POST", "step-up", wrong()),
        ("DELETE", "totp", json!({"code": "aaaa-bbbb-cccc-dddd"})),
        ("POST", "recovery-codes", wrong()),
        ("POST", "step-up", json!({"password": "a wrong guess"})),
    ]
    .into_iter()
    .enumerate()
    {
        let refused = me(number, verb, path, body).await;
        let status = refused.status.as_u16();
        assert!(matches!(status, 401 | 403), "{path}: {}", refused.text());
    }
    for number in 0..2 {
        let right = json!({"code": codes[1]});
        let locked = me(number, "POST", "step-up", right).await;
        assert_eq!(locked.status, 429, "{}", locked.text());
    }
    // A sign-in elsewhere is another matter: nobody but the owner was in those sessions.
    let flow = waiting(&nodes[0]).await;
    let body = json!({"flow": flow, "code": codes[1]});
    let opened = auth(&nodes[0], "second-factor", body).await;
    assert_eq!(opened.json()["status"], "signed_in", "{}", opened.text());
}

#[tokio::test]
async fn a_recovery_code_that_was_used_is_nothing_anywhere() {
    let (world, _mailbox) = acme().await;
    let access = world.tokens("acme").await.access;
    let (_, codes) = enrol(&world, &access).await;
    let first = json!({"flow": waiting(&world).await, "code": codes[0]});
    let opened = auth(&world, "second-factor", first).await.json();
    let access = opened["access_token"].as_str().unwrap().to_owned();
    let again = json!({"flow": waiting(&world).await, "code": codes[0]});
    let refused = auth(&world, "second-factor", again).await;
    refused.is_problem(401, "wrong_code");
    for (verb, path) in [
        ("POST", "step-up"),
        ("DELETE", "totp"),
        ("POST", "recovery-codes"),
    ] {
        let call = call(verb, &format!("/t/acme/api/v1/me/{path}")).bearer(&access);
        let refused = call.json(&json!({"code": codes[0]})).send(&world).await;
        assert!(refused.status.is_client_error(), "{path}");
        assert_eq!(refused.json()["code"], "wrong_code", "{path}");
    }
    // Fresh ones take the place of those that are left.
    let replace = call("POST", "/t/acme/api/v1/me/recovery-codes").bearer(&access);
    let fresh = replace.json(&json!({"code": codes[1]})).send(&world).await;
    assert!(fresh.status.is_success(), "{}", fresh.text());
    let old = json!({"flow": waiting(&world).await, "code": codes[2]});
    let refused = auth(&world, "second-factor", old).await;
    refused.is_problem(401, "wrong_code");
}

#[tokio::test]
async fn however_a_name_is_spelled_one_counter_is_hit() {
    let (world, _mailbox) = acme().await;
    set_policy(&world, lockout()).await;
    let spellings = [
        "ADA@example.test",
        " ada@Example.TEST ",
        "ada+1@example.test",
        "ａｄａ@example.test",
        "ada@ｅｘａｍｐｌｅ.test",
        "Ada+anything+else@example.test",
        "ａDa+１@EXAMPLE.test",
    ];
    for window in spellings.windows(TRIES) {
        for name in window {
            let body = json!({"email": name, "password": "a wrong guess"});
            let refused = auth(&world, "sign-in", body).await;
            assert_eq!(refused.status, 401, "{name}: {}", refused.text());
        }
        let locked = sign_in(&world, PASSWORD).await;
        assert_eq!(locked.status, 429, "{window:?}: {}", locked.text());
        world.clock.advance(3700);
        assert_eq!(sign_in(&world, PASSWORD).await.status, 200, "{window:?}");
    }
    // Another name is another account.
    let body = json!({"email": "adam@example.test", "password": "a wrong guess"});
    for _ in 0..TRIES {
        assert_eq!(auth(&world, "sign-in", body.clone()).await.status, 401);
    }
    assert_eq!(sign_in(&world, PASSWORD).await.status, 200);
}
