use authnex_core::{
    Secret, TenantHandle,
    flow::{NewPassword, NewUserByOperator},
    mail::{Mail, MailKind},
    testing::authenticator_code,
};
use authnex_http::DevMailbox;
use serde_json::{Value, json};

use crate::{
    harness::{EMAIL, PASSWORD, Reply, World, anonymous, post, sign_up},
    software_key::SoftwareKey,
};

/// Another password that does.
pub(super) const NEW: &str = "quite another phrase";

/// The tenant `acme` with the user [`EMAIL`], and a mailbox.
pub(super) async fn acme() -> (World, DevMailbox) {
    let (world, mailbox) = World::with_mailbox().await;
    let tenant = world.tenant("acme").await;
    sign_up(&tenant, EMAIL).await;
    (world, mailbox)
}

pub(super) async fn set_policy(world: &World, policy: Value) -> TenantHandle {
    let tenant = world.handle("acme").await;
    let overrides = serde_json::from_value(policy).unwrap();
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    world.handle("acme").await
}

/// Calls a step of the sign-in machine.
pub(super) async fn auth(world: &World, step: &str, body: Value) -> Reply {
    let call = post(&format!("/t/acme/api/v1/auth/{step}"));
    call.json(&body).send(world).await
}

/// As [`auth`], and tells the answer.
pub(super) async fn answer(world: &World, step: &str, body: Value) -> Value {
    auth(world, step, body).await.json()
}

pub(super) async fn sign_in(world: &World, password: &str) -> Reply {
    auth(
        world,
        "sign-in",
        json!({"email": EMAIL, "password": password}),
    )
    .await
}

/// The handle at which the sign-in of whoever knows the password waits.
pub(super) async fn waiting(world: &World) -> String {
    let answer = sign_in(world, PASSWORD).await.json();
    let flow = answer["flow"].as_str();
    flow.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Who has to set another password before the session opens.
pub(super) const NEWCOMER: &str = "new@example.test";

/// The handle at which the first sign-in of [`NEWCOMER`] waits.
pub(super) async fn newcomer(world: &World) -> String {
    let request = NewUserByOperator {
        email: Some(NEWCOMER.to_owned()),
        password: Some(NewPassword::Plain(PASSWORD.into())),
        email_verified: true,
        must_change_password: true,
        ..NewUserByOperator::default()
    };
    let tenant = world.handle("acme").await;
    tenant.create_user(request, &anonymous()).await.unwrap();
    let credentials = json!({"email": NEWCOMER, "password": PASSWORD});
    let begun = answer(world, "sign-in", credentials).await;
    assert_eq!(begun["action"], "change_password");
    begun["flow"].as_str().unwrap().to_owned()
}

pub(super) fn code(world: &World, secret: &str, steps: i64) -> String {
    let now = world.authnex.clock().now();
    let code = authenticator_code(&Secret::from(secret), now, steps);
    code.expose().to_owned()
}

/// Six digits that are right at no step near.
pub(super) fn wrong_code(world: &World, secret: &str) -> String {
    let right: Vec<String> = (-3..=3).map(|steps| code(world, secret, steps)).collect();
    let mut candidates = (0..1_000_000).map(|number| format!("{number:06}"));
    candidates.find(|code| !right.contains(code)).unwrap()
}

/// Enrols an authenticator app by access token: its secret, and the recovery codes.
pub(super) async fn enrol(world: &World, access: &str) -> (String, Vec<String>) {
    let path = "/t/acme/api/v1/me/totp";
    let setup = post(path).bearer(access).json(&json!({}));
    let setup = setup.send(world).await.json();
    let secret = setup["secret"].as_str().unwrap().to_owned();
    let body = json!({"code": code(world, &secret, -1)});
    let confirm = post(&format!("{path}/confirm")).bearer(access).json(&body);
    let codes = confirm.send(world).await.json();
    let codes = codes["recovery_codes"].as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned());
    (secret, codes.collect())
}

/// Adds a passkey by access token.
pub(super) async fn add_passkey(world: &World, access: &str) -> SoftwareKey {
    let path = "/t/acme/api/v1/me/passkeys";
    let ask = post(&format!("{path}/begin")).bearer(access);
    let begun = ask.json(&json!({})).send(world).await.json();
    let mut key = SoftwareKey::new();
    let credential = key.register(&begun["public_key"]).await;
    let body = json!({"flow": begun["flow"], "credential": credential});
    let finish = post(&format!("{path}/finish")).bearer(access).json(&body);
    assert_eq!(finish.send(world).await.status, 201);
    key
}

/// Signs in by passkey alone.
pub(super) async fn by_passkey(world: &World, key: &mut SoftwareKey) -> Reply {
    let begun = answer(world, "passkey/begin", json!({})).await;
    let credential = key.answer(&begun["public_key"]).await;
    let body = json!({"flow": begun["flow"], "credential": credential});
    auth(world, "passkey/finish", body).await
}

/// The token in the link of the newest mail of this kind to [`EMAIL`].
pub(super) async fn mailed(world: &World, mailbox: &DevMailbox, kind: MailKind) -> String {
    token_of(&world.newest_mail(mailbox, kind, EMAIL).await)
}

/// The token in a mail's link.
pub(super) fn token_of(mail: &Mail) -> String {
    let link = mail.content.link.as_deref().unwrap();
    link.split_once('=').unwrap().1.to_owned()
}
