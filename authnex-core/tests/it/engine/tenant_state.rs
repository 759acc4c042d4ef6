//! A tenant that is suspended or about to be deleted serves nobody, and all of it comes back with it.

use authnex_core::{
    AccessTokenError, TenantHandle,
    flow::{RefreshError, SignInError, SignUpError, TenantStateError},
    foundation::{Actor, PageRequest, RequestContext},
    tenant::{Slug, StateChange, TenantState},
};

use super::installation::{
    CLIENT, Installation, OWNER, PASSWORD, context, new_user, owner_session, owner_with_tokens,
    try_sign_in,
};

fn operator() -> RequestContext {
    RequestContext::by(Actor::Operator)
}

async fn change(installation: &Installation, change: StateChange) -> TenantHandle {
    let operator_hands = installation.engine.operator();
    let changed = operator_hands
        .set_tenant_state("acme", change, &operator())
        .await;
    let tenant = installation.tenant("acme").await;
    assert_eq!(changed.unwrap(), tenant.state());
    tenant
}

async fn serves_nobody(by: StateChange) {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (open, tokens) = owner_with_tokens(&tenant).await;
    let session = open.session_token.expose();
    assert!(tenant.check_session(session).await.unwrap().is_some());

    let tenant = change(&installation, by).await;
    let refused = try_sign_in(&tenant, OWNER, PASSWORD).await;
    assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    let refused = tenant
        .sign_up(new_user("ben@acme.example"), &context())
        .await;
    assert!(matches!(refused, Err(SignUpError::TenantNotActive)));
    assert!(tenant.check_session(session).await.unwrap().is_none());
    assert!(
        tenant
            .authenticate_session(session)
            .await
            .unwrap()
            .is_none()
    );
    let refused = tenant.authenticate_access_token(&tokens.access_token).await;
    assert!(matches!(refused, Err(AccessTokenError::TenantNotActive)));
    let refresh = tokens.refresh_token.expose();
    let refused = tenant.refresh(refresh, CLIENT, &context()).await;
    assert!(matches!(refused, Err(RefreshError::Invalid)));

    let tenant = change(&installation, StateChange::Reactivate).await;
    assert!(tenant.check_session(session).await.unwrap().is_some());
    tenant
        .authenticate_access_token(&tokens.access_token)
        .await
        .unwrap();
    tenant.refresh(refresh, CLIENT, &context()).await.unwrap();
    owner_session(&tenant).await;
}

#[tokio::test]
async fn a_suspended_tenant_serves_nobody_until_it_is_reactivated() {
    serves_nobody(StateChange::Suspend).await;
}

#[tokio::test]
async fn a_tenant_whose_deletion_was_requested_serves_nobody_until_it_is_reactivated() {
    serves_nobody(StateChange::RequestDeletion).await;
}

#[tokio::test]
async fn a_refusal_at_a_suspended_tenant_counts_towards_the_lock_like_a_wrong_password() {
    let installation = Installation::new().await;
    installation.make_tenant("acme").await;
    let tenant = change(&installation, StateChange::Suspend).await;
    for _ in 0..tenant.policy().lockout_failures {
        let refused = try_sign_in(&tenant, OWNER, PASSWORD).await;
        assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    }
    let refused = try_sign_in(&tenant, OWNER, PASSWORD).await;
    assert!(matches!(refused, Err(SignInError::Locked { .. })));
}

#[tokio::test]
async fn a_state_changes_only_where_the_change_applies() {
    let installation = Installation::new().await;
    installation.make_tenant("acme").await;
    let hands = installation.engine.operator();
    let set = |slug: &'static str, change| {
        let hands = hands.clone();
        async move { hands.set_tenant_state(slug, change, &operator()).await }
    };
    assert!(matches!(
        set("nowhere", StateChange::Suspend).await,
        Err(TenantStateError::UnknownTenant)
    ));
    assert!(matches!(
        set("acme", StateChange::Reactivate).await,
        Err(TenantStateError::NotApplicable {
            from: TenantState::Active
        })
    ));
    let state = set("acme", StateChange::RequestDeletion).await.unwrap();
    assert_eq!(state, TenantState::DeletionRequested);
    assert!(matches!(
        set("acme", StateChange::Suspend).await,
        Err(TenantStateError::NotApplicable {
            from: TenantState::DeletionRequested
        })
    ));
}

#[tokio::test]
async fn the_operator_lists_tenants_by_slug_page_by_page() {
    let installation = Installation::new().await;
    for slug in ["globex", "acme", "initech"] {
        installation.make_tenant(slug).await;
    }
    let hands = installation.engine.operator();
    let first = hands
        .list_tenants(&PageRequest::new(2, None))
        .await
        .unwrap();
    let slugs: Vec<&str> = first
        .items
        .iter()
        .map(|tenant| tenant.slug.as_str())
        .collect();
    assert_eq!(slugs, ["acme", "globex"]);
    let cursor = Slug::parse(&first.next_cursor.unwrap()).unwrap();
    let last = hands
        .list_tenants(&PageRequest::new(2, Some(cursor)))
        .await
        .unwrap();
    assert_eq!(last.items.len(), 1);
    assert_eq!(last.items[0].slug.as_str(), "initech");
    assert_eq!(last.next_cursor, None);
}
