//! Signing keys: the three algorithms, rotation, and retirement.

use std::collections::BTreeSet;

use authnex_core::{
    TenantHandle, Workers,
    flow::SignInError,
    foundation::SigningKeyId,
    jose::{Algorithm, JwkSet},
    verify::VerifyError,
};
use serde_json::{Value, json};

use super::{
    access_tokens::verifier,
    installation::{
        Installation, OWNER, PASSWORD, context, count_events, credentials, owner_tokens,
        tokens_grant,
    },
};

/// The longest life of a token under any policy, and a minute.
const OVERLAP_SECONDS: u32 = 86_400 + 60;

fn kids(tenant: &TenantHandle) -> BTreeSet<String> {
    let keys = JwkSet::from_json(tenant.jwks().as_bytes()).unwrap();
    keys.keys()
        .iter()
        .map(|key| key.kid().unwrap().to_owned())
        .collect()
}

fn kid(token: &str) -> String {
    let encoded = token.split('.').next().unwrap();
    let json = authnex_core::jose::base64url::decode(encoded).unwrap();
    let header: Value = serde_json::from_slice(&json).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

async fn rotate(
    installation: &Installation,
    algorithm: Option<Algorithm>,
) -> (TenantHandle, Vec<SigningKeyId>) {
    let tenant = installation.tenant("acme").await;
    let active = tenant
        .rotate_signing_keys(algorithm, &context())
        .await
        .unwrap();
    (installation.tenant("acme").await, active)
}

#[tokio::test]
async fn tokens_of_all_three_algorithms_verify_by_the_published_keys() {
    let installation = Installation::with(|builder| builder.spare_keys(1)).await;
    installation.make_tenant("acme").await;
    installation.workers.look_after_keys().await.unwrap();
    for name in ["EdDSA", "ES256", "RS256"] {
        let tenant = installation.tenant("acme").await;
        let policy = json!({"access_token_signing_alg": name});
        let tenant = installation.set_policy(&tenant, policy).await;
        let token = owner_tokens(&tenant).await.access_token;
        let now = installation.unix_now();
        let read = verifier(&tenant, tenant.issuer())
            .verify(&token, now)
            .unwrap();
        assert_eq!(read.client_id, "cli", "{name}");
        tenant.authenticate_access_token(&token).await.unwrap();
    }
    let tenant = installation.tenant("acme").await;
    assert_eq!(kids(&tenant).len(), 6, "an active and a next key of each");
}

#[tokio::test]
async fn a_tenant_made_while_there_are_spare_keys_has_rsa_keys_at_once() {
    let installation = Installation::with(|builder| builder.spare_keys(2)).await;
    installation.workers.look_after_keys().await.unwrap();
    let policy = json!({"access_token_signing_alg": "RS256"});
    let tenant = installation.make_tenant_with("acme", policy).await;
    assert_eq!(kids(&tenant).len(), 6);
    owner_tokens(&tenant).await;
}

#[tokio::test]
async fn without_a_key_of_the_algorithm_no_token_is_signed_and_no_session_opens() {
    let installation = Installation::new().await;
    let policy = json!({"access_token_signing_alg": "RS256"});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let request = credentials(OWNER, PASSWORD, tokens_grant());
    let refused = tenant.sign_in(request, &context()).await;
    assert!(matches!(refused, Err(SignInError::Internal(_))));
    assert_eq!(count_events(&tenant, "sign_in.succeeded").await, 0);
}

#[tokio::test]
async fn after_a_rotation_old_tokens_verify_and_new_ones_are_signed_by_the_key_published_before() {
    let installation = Installation::new().await;
    let before = installation.make_tenant("acme").await;
    let old_token = owner_tokens(&before).await.access_token;
    let published_before = kids(&before);

    let (after, active) = rotate(&installation, Some(Algorithm::EdDsa)).await;
    let new_token = owner_tokens(&after).await.access_token;
    assert_ne!(kid(&new_token), kid(&old_token));
    assert_eq!(
        active
            .iter()
            .map(SigningKeyId::to_string)
            .collect::<Vec<_>>(),
        [kid(&new_token)]
    );
    assert!(
        published_before.contains(&kid(&new_token)),
        "verifiers could have seen it"
    );
    assert!(kids(&after).is_superset(&published_before));
    assert_eq!(
        kids(&after).len(),
        published_before.len() + 1,
        "the next one is published"
    );
    let now = installation.unix_now();
    for token in [&old_token, &new_token] {
        verifier(&after, after.issuer()).verify(token, now).unwrap();
        verifier(&before, before.issuer())
            .verify(token, now)
            .unwrap();
        after.authenticate_access_token(token).await.unwrap();
    }
    assert_eq!(count_events(&after, "signing_keys.changed").await, 1);
}

#[tokio::test]
async fn a_rotation_of_all_algorithms_gives_each_another_active_key() {
    let installation = Installation::new().await;
    installation.make_tenant("acme").await;
    let (_, first) = rotate(&installation, None).await;
    let (tenant, second) = rotate(&installation, None).await;
    assert_eq!((first.len(), second.len()), (3, 3));
    assert!(first.iter().all(|key| !second.contains(key)));
    for name in ["EdDSA", "ES256", "RS256"] {
        let tenant = installation.tenant(tenant.slug().as_str()).await;
        let policy = json!({"access_token_signing_alg": name});
        let tenant = installation.set_policy(&tenant, policy).await;
        let token = owner_tokens(&tenant).await.access_token;
        assert!(
            second.iter().any(|key| key.to_string() == kid(&token)),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_retired_key_stays_published_as_long_as_a_token_could_live_and_then_goes() {
    let installation = Installation::new().await;
    let before = installation
        .make_tenant_with("acme", json!({"access_token_seconds": 86_400}))
        .await;
    let old_token = owner_tokens(&before).await.access_token;
    rotate(&installation, Some(Algorithm::EdDsa)).await;

    installation.clock.advance(OVERLAP_SECONDS - 1);
    look_after(&installation.workers).await;
    let tenant = installation.tenant("acme").await;
    assert!(kids(&tenant).contains(&kid(&old_token)));

    installation.clock.advance(1);
    look_after(&installation.workers).await;
    let tenant = installation.tenant("acme").await;
    assert!(!kids(&tenant).contains(&kid(&old_token)));
    assert_eq!(kids(&tenant).len(), 4);
    let refused = verifier(&tenant, tenant.issuer()).verify(&old_token, installation.unix_now());
    assert_eq!(
        refused,
        Err(VerifyError::UnknownKey {
            kid: kid(&old_token)
        })
    );
    owner_tokens(&tenant).await;
}

async fn look_after(workers: &Workers) {
    workers.look_after_keys().await.unwrap();
}

#[tokio::test]
async fn a_rotation_touches_no_other_tenants_keys() {
    let installation = Installation::new().await;
    installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let before = kids(&other);
    rotate(&installation, Some(Algorithm::Es256)).await;
    installation.clock.advance(OVERLAP_SECONDS);
    look_after(&installation.workers).await;
    assert_eq!(kids(&installation.tenant("globex").await), before);
}
