//! Hashes of other systems, and hashes of another cost: replaced at the first right sign-in.

use std::num::NonZeroU32;

use authnex_core::{
    TenantHandle,
    flow::{NewPassword, SignInError},
    foundation::UserId,
    user::PasswordRow,
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use ring::pbkdf2;
use serde_json::json;

use super::installation::{
    Installation, OWNER, PASSWORD, context, owner_session, try_sign_in, user_by_operator,
};

/// The PHC text of PBKDF2-HMAC-SHA-256, as another system would have exported it.
fn pbkdf2_hash(password: &str) -> String {
    let salt = b"a salt of theirs";
    let mut hash = [0; 32];
    let rounds = NonZeroU32::new(1000).unwrap();
    pbkdf2::derive(
        pbkdf2::PBKDF2_HMAC_SHA256,
        rounds,
        salt,
        password.as_bytes(),
        &mut hash,
    );
    let [salt, hash] = [&salt[..], &hash[..]].map(|bytes| STANDARD_NO_PAD.encode(bytes));
    format!("$pbkdf2-sha256$i=1000${salt}${hash}")
}

async fn stored(installation: &Installation, tenant: &TenantHandle, user: UserId) -> PasswordRow {
    let reader = installation.store.reader(tenant.scope());
    reader.find_password(user).await.unwrap().unwrap()
}

async fn import(tenant: &TenantHandle, hash: &str) -> UserId {
    let mut request = user_by_operator("ben@acme.example");
    request.password = Some(NewPassword::Hash(hash.to_owned()));
    tenant.create_user(request, &context()).await.unwrap().id
}

#[tokio::test]
async fn an_imported_hash_signs_in_and_is_then_replaced_by_ours() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let hash = pbkdf2_hash(PASSWORD);
    let user = import(&tenant, &hash).await;
    let imported = stored(&installation, &tenant, user).await;
    assert_eq!(imported.hash.as_str(), hash);
    installation.clock.advance(100);

    let refused = try_sign_in(&tenant, "ben@acme.example", "wrong password").await;
    assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    assert_eq!(
        stored(&installation, &tenant, user).await.hash.as_str(),
        hash
    );

    try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
    let upgraded = stored(&installation, &tenant, user).await;
    assert!(
        upgraded
            .hash
            .as_str()
            .starts_with("$argon2id$v=19$m=8,t=1,p=1$")
    );
    assert_eq!(
        upgraded.changed_at, imported.changed_at,
        "no person changed it"
    );

    try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
    let kept = stored(&installation, &tenant, user).await;
    assert_eq!(kept.hash.as_str(), upgraded.hash.as_str(), "replaced once");
    let refused = try_sign_in(&tenant, "ben@acme.example", "wrong password").await;
    assert!(matches!(refused, Err(SignInError::WrongCredentials)));
}

#[tokio::test]
async fn a_hash_of_another_cost_is_replaced_when_the_policy_has_changed() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let user = owner_session(&tenant).await.session.user;
    let before = stored(&installation, &tenant, user).await;
    assert!(
        before
            .hash
            .as_str()
            .starts_with("$argon2id$v=19$m=8,t=1,p=1$")
    );
    let policy = json!({"password_hash": {"memory_kib": 32, "iterations": 2, "parallelism": 2}});
    let tenant = installation.set_policy(&tenant, policy).await;
    assert!(try_sign_in(&tenant, OWNER, "wrong password").await.is_err());
    assert_eq!(
        stored(&installation, &tenant, user).await.hash.as_str(),
        before.hash.as_str()
    );
    owner_session(&tenant).await;
    let after = stored(&installation, &tenant, user).await;
    assert!(
        after
            .hash
            .as_str()
            .starts_with("$argon2id$v=19$m=32,t=2,p=2$")
    );
    owner_session(&tenant).await;
}

#[tokio::test]
async fn an_upgrade_keeps_that_the_password_must_be_changed() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let mut request = user_by_operator("ben@acme.example");
    request.password = Some(NewPassword::Hash(pbkdf2_hash(PASSWORD)));
    request.must_change_password = true;
    let user = tenant.create_user(request, &context()).await.unwrap().id;
    let sign_in = super::installation::credentials(
        "ben@acme.example",
        PASSWORD,
        authnex_core::flow::Grant::Session,
    );
    tenant.sign_in(sign_in, &context()).await.unwrap();
    let row = stored(&installation, &tenant, user).await;
    assert!(row.hash.as_str().starts_with("$argon2id$"));
    assert!(row.must_change);
}
