//! Sessions that are ended: at once on the node that ends them, within a second on another.

use std::sync::Arc;

use authnex_core::{TenantHandle, flow::SignedIn, testing::ManualClock, user::UserStatus};
use authnex_store::testing::Database;

use super::installation::{
    Installation, NOW, PASSWORD, add_user, context, owner_session, try_sign_in,
};

async fn is_live(tenant: &TenantHandle, open: &SignedIn) -> bool {
    let token = open.session_token.expose();
    tenant.check_session(token).await.unwrap().is_some()
}

#[tokio::test]
async fn a_sign_out_is_seen_at_once_although_the_session_is_cached() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let [here, there] = [owner_session(&tenant).await, owner_session(&tenant).await];
    for open in [&here, &there] {
        assert!(is_live(&tenant, open).await);
    }
    tenant.sign_out(&here.session, &context()).await.unwrap();
    assert!(!is_live(&tenant, &here).await);
    assert!(is_live(&tenant, &there).await);
    let token = here.session_token.expose();
    assert!(tenant.authenticate_session(token).await.unwrap().is_none());
}

#[tokio::test]
async fn one_session_is_ended_by_its_user_once() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let [here, there] = [owner_session(&tenant).await, owner_session(&tenant).await];
    let (user, id) = (there.session.user, there.session.id);
    assert!(tenant.end_session(user, id, &context()).await.unwrap());
    assert!(!tenant.end_session(user, id, &context()).await.unwrap());
    assert!(!is_live(&tenant, &there).await);
    assert!(is_live(&tenant, &here).await);
}

#[tokio::test]
async fn nobody_ends_another_users_or_another_tenants_session() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let ben = add_user(&tenant, "ben@acme.example").await;
    let open = owner_session(&tenant).await;
    assert!(is_live(&tenant, &open).await);
    let id = open.session.id;
    assert!(!tenant.end_session(ben.id, id, &context()).await.unwrap());
    assert!(
        !other
            .end_session(open.session.user, id, &context())
            .await
            .unwrap()
    );
    assert_eq!(
        other
            .end_other_sessions(&open.session, &context())
            .await
            .unwrap(),
        0
    );
    assert!(is_live(&tenant, &open).await);
    installation.clock.advance(2);
    assert!(is_live(&tenant, &open).await);
}

#[tokio::test]
async fn all_other_sessions_of_the_user_end_and_nobody_elses() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    add_user(&tenant, "ben@acme.example").await;
    let bens = try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
    let kept = owner_session(&tenant).await;
    let others = [owner_session(&tenant).await, owner_session(&tenant).await];
    for open in [&bens, &kept, &others[0], &others[1]] {
        assert!(is_live(&tenant, open).await);
    }
    let ended = tenant.end_other_sessions(&kept.session, &context()).await;
    assert_eq!(ended.unwrap(), 2);
    for open in &others {
        assert!(!is_live(&tenant, open).await);
    }
    for open in [&bens, &kept] {
        assert!(is_live(&tenant, open).await);
    }
    let again = tenant.end_other_sessions(&kept.session, &context()).await;
    assert_eq!(again.unwrap(), 0);
}

/// Two engines over one database, with one clock.
async fn two_nodes() -> (Database, Arc<ManualClock>, Installation, Installation) {
    let database = Database::create();
    let clock = Arc::new(ManualClock::at(NOW));
    let here = Installation::on(&database, &clock).await;
    let there = Installation::on(&database, &clock).await;
    (database, clock, here, there)
}

#[tokio::test]
async fn a_session_ended_on_another_node_is_over_within_a_second() {
    let (_database, clock, here, there) = two_nodes().await;
    let tenant = here.make_tenant("acme").await;
    let elsewhere = there.tenant("acme").await;
    let open = owner_session(&tenant).await;
    assert!(is_live(&elsewhere, &open).await, "cached there");
    tenant.sign_out(&open.session, &context()).await.unwrap();
    assert!(!is_live(&tenant, &open).await);
    clock.advance(1);
    assert!(!is_live(&elsewhere, &open).await);
}

#[tokio::test]
async fn a_cached_session_that_is_asked_for_all_the_time_is_still_read_again_each_second() {
    let (_database, clock, here, there) = two_nodes().await;
    let tenant = here.make_tenant("acme").await;
    let elsewhere = there.tenant("acme").await;
    let open = owner_session(&tenant).await;
    for _ in 0..9 {
        assert!(is_live(&elsewhere, &open).await);
        clock.advance_millis(100);
    }
    tenant.sign_out(&open.session, &context()).await.unwrap();
    clock.advance_millis(100);
    assert!(!is_live(&elsewhere, &open).await);
}

#[tokio::test]
async fn a_user_suspended_on_another_node_is_signed_out_within_a_second() {
    let (_database, clock, here, there) = two_nodes().await;
    let tenant = here.make_tenant("acme").await;
    let elsewhere = there.tenant("acme").await;
    let open = owner_session(&tenant).await;
    let token = open.session_token.expose();
    assert!(is_live(&elsewhere, &open).await);
    let user = open.session.user;
    tenant
        .set_user_status(user, UserStatus::Suspended, &context())
        .await
        .unwrap();
    assert!(
        elsewhere
            .authenticate_session(token)
            .await
            .unwrap()
            .is_none(),
        "who the user is, is read each time"
    );
    clock.advance(1);
    assert!(!is_live(&elsewhere, &open).await);
}
