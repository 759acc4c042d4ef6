//! Deletion is for good: the key first, then the rows, then a tombstone.

use std::sync::Arc;

use authnex_core::{
    flow::{SignUpTenantError, TenantStateError},
    tenant::StateChange,
    testing::ManualClock,
};
use authnex_store::testing::Database;

use super::installation::{
    Installation, NOW, add_user, context, new_tenant, owner_session, owner_with_tokens,
};

#[tokio::test]
async fn nothing_is_left_and_nothing_of_another_is_touched() {
    let installation = Installation::new().await;
    let (acme, globex) = (
        installation.make_tenant("acme").await,
        installation.make_tenant("globex").await,
    );
    for tenant in [&acme, &globex] {
        add_user(tenant, "ben@example.test").await;
        owner_with_tokens(tenant).await;
    }
    let hands = installation.engine.operator();
    let erased = hands.delete_tenant("acme", &context()).await.unwrap();
    assert!(erased.rows > 15 && !erased.already, "{erased:?}");
    assert!(installation.engine.tenant("acme").await.unwrap().is_none());
    owner_session(&installation.tenant("globex").await).await;
    let again = hands.delete_tenant("acme", &context()).await.unwrap();
    assert!(again.already && again.rows == 0, "{again:?}");
    let taken = installation
        .engine
        .sign_up_tenant(new_tenant("acme"), &context())
        .await;
    assert!(matches!(taken, Err(SignUpTenantError::SlugTaken)));
}

#[tokio::test]
async fn a_deletion_that_was_requested_before_goes_on() {
    let installation = Installation::new().await;
    installation.make_tenant("acme").await;
    let hands = installation.engine.operator();
    let request = StateChange::RequestDeletion;
    hands
        .set_tenant_state("acme", request, &context())
        .await
        .unwrap();
    let erased = hands.delete_tenant("acme", &context()).await.unwrap();
    assert!(!erased.already);
    assert!(installation.engine.tenant("acme").await.unwrap().is_none());
}

#[tokio::test]
async fn who_never_was_cannot_be_deleted() {
    let installation = Installation::new().await;
    let hands = installation.engine.operator();
    for slug in ["nobody", "-no slug-"] {
        let refused = hands.delete_tenant(slug, &context()).await;
        assert!(matches!(refused, Err(TenantStateError::UnknownTenant)));
    }
}

/// What another engine still writes by what it knew half a second ago is found by the second call.
#[tokio::test]
async fn stragglers_of_another_engine_are_erased_by_another_call() {
    let database = Database::create();
    let clock = Arc::new(ManualClock::at(NOW));
    let here = Installation::on(&database, &clock).await;
    let there = Installation::on(&database, &clock).await;
    here.make_tenant("acme").await;
    let stale = there.tenant("acme").await;
    let hands = here.engine.operator();
    hands.delete_tenant("acme", &context()).await.unwrap();
    // A refusal counts and is written, in tables that hang on no tenant's row.
    let refused = super::installation::try_sign_in(&stale, "nobody@acme.test", "wrong one").await;
    assert!(refused.is_err());
    let late = hands.delete_tenant("acme", &context()).await.unwrap();
    assert!(late.already && late.rows > 0, "{late:?}");
    clock.advance_millis(500);
    assert!(there.engine.tenant("acme").await.unwrap().is_none());
}

#[tokio::test]
async fn all_sign_ins_end_and_the_trail_says_so() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (open, tokens) = owner_with_tokens(&tenant).await;
    let hands = installation.engine.operator();
    let done = hands.invalidate_sign_ins(&context()).await.unwrap();
    assert_eq!(done.tenants, 1);
    assert!(done.rows >= 3, "{done:?}");
    // As after a restart: what one process remembers is not the store's.
    installation.clock.advance_millis(2_000);
    let tenant = installation.tenant("acme").await;
    let session = open.session_token.expose();
    assert!(tenant.check_session(session).await.unwrap().is_none());
    let refresh = tokens.refresh_token.expose();
    assert!(
        tenant
            .refresh(refresh, super::installation::CLIENT, &context())
            .await
            .is_err()
    );
    assert_eq!(
        super::installation::count_events(&tenant, "sign_ins.invalidated").await,
        1
    );
    owner_session(&tenant).await;
}
