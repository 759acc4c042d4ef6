//! How many sessions a user may have at once, and by what a sign-in may begin.

use authnex_core::{
    TenantHandle,
    flow::{Grant, RefreshError, SignInError, SignUpError},
    foundation::{PageRequest, UserId},
};
use serde_json::json;

use super::installation::{
    CLIENT, Installation, OWNER, PASSWORD, add_user, context, credentials, events, new_user,
    owner_session, owner_with_tokens, race, try_sign_in,
};

async fn live(tenant: &TenantHandle, user: UserId) -> usize {
    let page = PageRequest::new(200, None);
    tenant.list_sessions(user, &page).await.unwrap().items.len()
}

#[tokio::test]
async fn the_oldest_session_ends_when_one_too_many_opens() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"sessions_per_user": 2}))
        .await;
    let (first, tokens) = owner_with_tokens(&tenant).await;
    installation.clock.advance(1);
    let second = owner_session(&tenant).await;
    installation.clock.advance(1);
    let is_live = async |token: &str| tenant.authenticate_session(token).await.unwrap().is_some();
    assert!(is_live(first.session_token.expose()).await);
    let third = owner_session(&tenant).await;
    assert!(
        !is_live(first.session_token.expose()).await,
        "at once, also where it was cached"
    );
    assert!(is_live(second.session_token.expose()).await);
    assert!(is_live(third.session_token.expose()).await);
    let refused = tenant
        .refresh(tokens.refresh_token.expose(), CLIENT, &context())
        .await;
    assert!(matches!(refused, Err(RefreshError::Invalid)));
    let opened = events(&tenant).await;
    let told = opened
        .iter()
        .rev()
        .find(|event| event.kind == "sign_in.succeeded")
        .unwrap();
    assert_eq!(told.data["ended"], json!([first.session.id]));
}

#[tokio::test]
async fn another_users_sessions_do_not_count_and_without_a_limit_none_ends() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    add_user(&tenant, "ben@acme.example").await;
    for _ in 0..5 {
        installation.clock.advance(1);
        owner_session(&tenant).await;
    }
    let owner = owner_session(&tenant).await.session.user;
    assert_eq!(live(&tenant, owner).await, 6);
    let tenant = installation
        .set_policy(&tenant, json!({"sessions_per_user": 1}))
        .await;
    let ben = try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
    assert_eq!(
        live(&tenant, owner).await,
        6,
        "until the owner signs in again"
    );
    installation.clock.advance(1);
    owner_session(&tenant).await;
    assert_eq!(live(&tenant, owner).await, 1);
    assert_eq!(live(&tenant, ben.session.user).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_leave_no_more_than_allowed_after_the_next() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"sessions_per_user": 3}))
        .await;
    race(|_| {
        let tenant = tenant.clone();
        async move { try_sign_in(&tenant, OWNER, PASSWORD).await.map(drop) }
    })
    .await;
    installation.clock.advance(1);
    let owner = owner_session(&tenant).await.session.user;
    assert_eq!(live(&tenant, owner).await, 3);
}

#[tokio::test]
async fn a_method_that_is_not_allowed_opens_nothing_and_counts_nothing() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with(
            "acme",
            json!({"allowed_methods": ["magic_link"], "lockout_failures": 3}),
        )
        .await;
    for _ in 0..4 {
        let request = credentials(OWNER, PASSWORD, Grant::Session);
        let refused = tenant.sign_in(request, &context()).await;
        assert!(
            matches!(refused, Err(SignInError::MethodNotAllowed)),
            "{refused:?}"
        );
    }
    let tenant = installation.set_policy(&tenant, json!({})).await;
    owner_session(&tenant).await;
}

#[tokio::test]
async fn by_invitation_nobody_else_signs_up() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"sign_up": "invite"}))
        .await;
    let refused = tenant
        .sign_up(new_user("ben@acme.example"), &context())
        .await;
    assert!(matches!(refused, Err(SignUpError::InviteOnly)));
}
