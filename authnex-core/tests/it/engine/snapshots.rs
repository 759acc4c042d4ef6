//! A tenant's configuration is cached, and what another process changes is seen within half a second.

use std::sync::Arc;

use authnex_core::{
    flow::UpdatePolicyError,
    policy::{PolicyError, PolicyOverrides},
    testing::ManualClock,
};
use authnex_store::testing::Database;
use serde_json::json;

use super::installation::{Installation, NOW, context, count_events};

#[tokio::test]
async fn a_policy_changed_by_another_engine_is_seen_after_half_a_second() {
    let database = Database::create();
    let clock = Arc::new(ManualClock::at(NOW));
    let here = Installation::on(&database, &clock).await;
    let there = Installation::on(&database, &clock).await;
    let tenant = here.make_tenant("acme").await;
    assert_eq!(
        there.tenant("acme").await.policy().session_seconds,
        1_209_600
    );

    here.set_policy(&tenant, json!({"session_seconds": 7_200}))
        .await;
    assert_eq!(
        here.tenant("acme").await.policy().session_seconds,
        7_200,
        "at once here"
    );
    clock.advance_millis(499);
    assert_eq!(
        there.tenant("acme").await.policy().session_seconds,
        1_209_600,
        "cached"
    );
    clock.advance_millis(1);
    assert_eq!(there.tenant("acme").await.policy().session_seconds, 7_200);
}

#[tokio::test]
async fn a_tenant_made_by_another_engine_is_found_at_once() {
    let database = Database::create();
    let clock = Arc::new(ManualClock::at(NOW));
    let here = Installation::on(&database, &clock).await;
    let there = Installation::on(&database, &clock).await;
    assert!(there.engine.tenant("acme").await.unwrap().is_none());
    let tenant = here.make_tenant("acme").await;
    let found = there.engine.tenant("acme").await.unwrap().unwrap();
    assert_eq!(found.scope().id(), tenant.scope().id());
    assert_eq!(found.jwks(), tenant.jwks());
}

#[tokio::test]
async fn a_change_by_a_handle_that_shows_an_old_configuration_is_refused() {
    let installation = Installation::new().await;
    let old = installation.make_tenant("acme").await;
    let overrides = |seconds| PolicyOverrides {
        session_seconds: Some(seconds),
        ..PolicyOverrides::default()
    };
    old.update_policy(overrides(7_200), &context())
        .await
        .unwrap();
    let refused = old.update_policy(overrides(3_600), &context()).await;
    assert!(matches!(refused, Err(UpdatePolicyError::Raced)));
    let current = installation.tenant("acme").await;
    assert_eq!(current.policy_overrides(), &overrides(7_200));
    current
        .update_policy(overrides(3_600), &context())
        .await
        .unwrap();
    assert_eq!(count_events(&current, "policy.changed").await, 2);
}

#[tokio::test]
async fn a_policy_that_does_not_do_is_refused_whole() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let overrides: PolicyOverrides =
        serde_json::from_value(json!({"session_seconds": 7_200, "lockout_failures": 2})).unwrap();
    let refused = tenant.update_policy(overrides, &context()).await;
    assert!(matches!(
        refused,
        Err(UpdatePolicyError::Invalid(PolicyError::Range {
            name: "lockout_failures",
            ..
        }))
    ));
    let current = installation.tenant("acme").await;
    assert_eq!(current.policy_overrides(), &PolicyOverrides::default());
    assert_eq!(count_events(&current, "policy.changed").await, 0);
}
