//! Second factors by JSON.

use authnex_core::{Secret, TenantHandle, testing::authenticator_code};
use serde_json::{Value, json};

use crate::harness::{Call, EMAIL, OWNER, PASSWORD, World, anonymous, call, delete, get, post};

const ME: &str = "/t/acme/api/v1/me";
const AUTH: &str = "/t/acme/api/v1/auth";

async fn set_policy(world: &World, policy: Value) -> TenantHandle {
    let tenant = world.handle("acme").await;
    let overrides = serde_json::from_value(policy).unwrap();
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    world.handle("acme").await
}

/// What the app shows, so many steps from now.
fn code(world: &World, app: &Value, steps: i64) -> String {
    let secret = Secret::from(app["secret"].as_str().unwrap());
    let now = world.authnex.clock().now();
    authenticator_code(&secret, now, steps).expose().to_owned()
}

/// Enrols an app for [`EMAIL`]: the access token, what was shown of the app, and the recovery codes.
async fn enrol(world: &World) -> (String, Value, Vec<String>) {
    let token = world.tokens("acme").await.access;
    let path = format!("{ME}/totp");
    let started = post(&path)
        .bearer(&token)
        .json(&json!({}))
        .send(world)
        .await;
    assert_eq!(started.status, 201, "{}", started.text());
    let app = started.json();
    let confirm = json!({"code": code(world, &app, -1)});
    let confirmed = post(&format!("{path}/confirm"))
        .bearer(&token)
        .json(&confirm)
        .send(world)
        .await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let codes = confirmed.json()["recovery_codes"].clone();
    (token, app, serde_json::from_value(codes).unwrap())
}

async fn sign_in(world: &World) -> Value {
    let body = json!({"email": EMAIL, "password": PASSWORD});
    let reply = post(&format!("{AUTH}/sign-in"))
        .json(&body)
        .send(world)
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn answer(flow: &Value, code: &str) -> Call {
    post(&format!("{AUTH}/second-factor")).json(&json!({"flow": flow, "code": code}))
}

#[tokio::test]
async fn a_sign_in_asks_for_a_code_and_gives_tokens_for_it() {
    let world = World::with_two_tenants().await;
    let (_, app, codes) = enrol(&world).await;
    assert!(
        app["otpauth_uri"]
            .as_str()
            .unwrap()
            .starts_with("otpauth://totp/ACME")
    );
    assert!(app["qr_svg"].as_str().unwrap().starts_with("<svg"));
    assert_eq!(codes.len(), 10);
    let waits = sign_in(&world).await;
    assert_eq!(waits["status"], "second_factor_required");
    assert_eq!(waits["methods"], json!(["totp", "recovery_code"]));
    let flow = &waits["flow"];
    let wrong = answer(flow, "nonsense").send(&world).await;
    wrong.is_problem(401, "wrong_code");
    let right = code(&world, &app, 0);
    let done = answer(flow, &right).send(&world).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.json()["status"], "signed_in");
    let token = done.json()["access_token"].as_str().unwrap().to_owned();
    let me = get(ME).bearer(&token).send(&world).await.json();
    assert_eq!(me["session"]["amr"], json!(["pwd", "otp", "mfa"]));
    answer(flow, &codes[0])
        .send(&world)
        .await
        .is_problem(400, "flow_unknown");

    let waits = sign_in(&world).await;
    answer(&waits["flow"], &right)
        .send(&world)
        .await
        .is_problem(401, "wrong_code");
    let by_recovery = answer(&waits["flow"], &codes[0]).send(&world).await;
    assert_eq!(by_recovery.json()["status"], "signed_in");
    let left = get(&format!("{ME}/recovery-codes"))
        .bearer(&token)
        .send(&world)
        .await;
    assert_eq!(left.json()["left"], 9);
}

#[tokio::test]
async fn a_sign_in_that_wants_an_enrolment_takes_it_in() {
    let world = World::with_two_tenants().await;
    set_policy(&world, json!({"mfa": "required"})).await;
    let waits = sign_in(&world).await;
    assert_eq!(
        (&waits["status"], &waits["action"]),
        (&json!("action_required"), &json!("enrol_mfa"))
    );
    let flow = &waits["flow"];
    let path = format!("{AUTH}/enrol-mfa/totp");
    let started = post(&path).json(&json!({"flow": flow})).send(&world).await;
    assert_eq!(started.status, 200, "{}", started.text());
    let confirm =
        |code: &str| post(&format!("{path}/confirm")).json(&json!({"flow": flow, "code": code}));
    confirm("000000x")
        .send(&world)
        .await
        .is_problem(401, "wrong_code");
    let code = code(&world, &started.json(), 0);
    let done = confirm(&code).send(&world).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.json()["status"], "signed_in");
    assert_eq!(done.json()["recovery_codes"].as_array().unwrap().len(), 10);
    confirm(&code)
        .send(&world)
        .await
        .is_problem(400, "flow_unknown");
    assert_eq!(sign_in(&world).await["status"], "second_factor_required");
}

#[tokio::test]
async fn what_is_old_is_asked_again() {
    let world = World::with_two_tenants().await;
    let token = world.tokens("acme").await.access;
    world.clock.advance(601);
    let start = || post(&format!("{ME}/totp")).bearer(&token).json(&json!({}));
    start()
        .send(&world)
        .await
        .is_problem(403, "step_up_required");
    let step_up = |body: Value| post(&format!("{ME}/step-up")).bearer(&token).json(&body);
    for (body, status, code) in [
        (json!({"password": "another one"}), 403, "wrong_password"),
        (json!({"code": "123456"}), 403, "wrong_code"),
        (json!({}), 422, "invalid_input"),
        (
            json!({"code": "123456", "password": PASSWORD}),
            422,
            "invalid_input",
        ),
    ] {
        step_up(body).send(&world).await.is_problem(status, code);
    }
    let done = step_up(json!({"password": PASSWORD})).send(&world).await;
    assert_eq!(done.status, 204, "{}", done.text());
    assert_eq!(start().send(&world).await.status, 201);
}

#[tokio::test]
async fn removing_wants_a_code_and_so_do_fresh_recovery_codes() {
    let world = World::with_two_tenants().await;
    let (token, app, codes) = enrol(&world).await;
    let totp = format!("{ME}/totp");
    let send = |method, path: &str, code: &str| {
        call(method, path)
            .bearer(&token)
            .json(&json!({"code": code}))
    };
    let again = post(&totp)
        .bearer(&token)
        .json(&json!({}))
        .send(&world)
        .await;
    again.is_problem(409, "code_required");
    let path = format!("{ME}/recovery-codes");
    send("POST", &path, "000000")
        .send(&world)
        .await
        .is_problem(403, "wrong_code");
    let fresh = send("POST", &path, &codes[0]).send(&world).await;
    assert_eq!(fresh.json()["recovery_codes"].as_array().unwrap().len(), 10);
    send("DELETE", &totp, &codes[1])
        .send(&world)
        .await
        .is_problem(403, "wrong_code");
    let removed = send("DELETE", &totp, &code(&world, &app, 0))
        .send(&world)
        .await;
    assert_eq!(removed.status, 204, "{}", removed.text());
    let shown = get(&totp).bearer(&token).send(&world).await;
    assert_eq!(shown.json(), json!({"enrolled": false}));
    send("DELETE", &totp, "123456")
        .send(&world)
        .await
        .is_problem(409, "not_enrolled");
    assert_eq!(sign_in(&world).await["status"], "signed_in");
    let none = get(&format!("{ME}/trusted-devices"))
        .bearer(&token)
        .send(&world)
        .await;
    assert_eq!(none.json(), json!({"items": []}));
    let absent = format!("{ME}/trusted-devices/tdv_00000000000000000000000000");
    delete(&absent)
        .bearer(&token)
        .send(&world)
        .await
        .is_problem(404, "not_found");
}

#[tokio::test]
async fn an_administrator_resets_and_not_somebody_who_may_more() {
    let world = World::with_two_tenants().await;
    enrol(&world).await;
    let tenant = world.handle("acme").await;
    let key = world.key("acme", &["users:write"]).await;
    let reset = |id: String| {
        let path = format!("/t/acme/api/v1/users/{id}/reset-mfa");
        post(&path).bearer(&key)
    };
    let owner = tenant.find_user(OWNER).await.unwrap().unwrap();
    let above = reset(owner.id.to_string()).send(&world).await;
    above.is_problem(403, "permission_required");
    let user = tenant.find_user(EMAIL).await.unwrap().unwrap();
    for _ in 0..2 {
        assert_eq!(reset(user.id.to_string()).send(&world).await.status, 204);
    }
    assert_eq!(sign_in(&world).await["status"], "signed_in");
    let other = world.handle("globex").await.find_user(EMAIL).await;
    let other = other.unwrap().unwrap().id.to_string();
    reset(other).send(&world).await.is_problem(404, "not_found");
}
