//! Changing the own password.

use authnex_core::{
    TenantHandle,
    flow::{ChangePassword, ChangePasswordError, CurrentUser, RefreshError, SignInError, SignedIn},
    foundation::SessionId,
};
use serde_json::json;

use super::installation::{
    CLIENT, Installation, OWNER, PASSWORD, context, count_events, owner_session, owner_tokens,
    race, try_sign_in,
};

const NEW: &str = "quite another phrase";

async fn current(tenant: &TenantHandle, open: &SignedIn) -> CurrentUser {
    let token = open.session_token.expose();
    tenant.authenticate_session(token).await.unwrap().unwrap()
}

fn change(from: &str, to: &str) -> ChangePassword {
    ChangePassword {
        current: from.into(),
        new: to.into(),
        end_other_sessions: false,
    }
}

async fn change_to(
    tenant: &TenantHandle,
    open: &SignedIn,
    request: ChangePassword,
) -> Result<Vec<SessionId>, ChangePasswordError> {
    let who = current(tenant, open).await;
    tenant.change_password(&who, request, &context()).await
}

fn codes(answer: Result<Vec<SessionId>, ChangePasswordError>) -> Vec<&'static str> {
    match answer {
        Err(ChangePasswordError::Invalid(faults)) => {
            assert!(faults.iter().all(|fault| fault.field == "new_password"));
            faults.iter().map(|fault| fault.code).collect()
        }
        other => panic!("the new password should not do: {other:?}"),
    }
}

#[tokio::test]
async fn after_a_change_the_new_password_signs_in_and_the_old_one_does_not() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let open = owner_session(&tenant).await;
    change_to(&tenant, &open, change(PASSWORD, NEW))
        .await
        .unwrap();
    let refused = try_sign_in(&tenant, OWNER, PASSWORD).await;
    assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    try_sign_in(&tenant, OWNER, NEW).await.unwrap();
    current(&tenant, &open).await;
    assert_eq!(count_events(&tenant, "password.changed").await, 1);
}

#[tokio::test]
async fn a_change_with_a_wrong_present_password_is_refused() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let open = owner_session(&tenant).await;
    let refused = change_to(&tenant, &open, change("wrong password", NEW)).await;
    assert!(matches!(refused, Err(ChangePasswordError::WrongPassword)));
    owner_session(&tenant).await;
    assert_eq!(count_events(&tenant, "password.changed").await, 0);
}

#[tokio::test]
async fn guessing_the_present_password_locks_the_change_as_a_sign_in_is_locked_and_no_sign_in() {
    let installation = Installation::new().await;
    let policy = json!({"lockout_failures": 3, "lockout_seconds": 120});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let open = owner_session(&tenant).await;
    for guess in ["guess one", "guess two", "guess three"] {
        let refused = change_to(&tenant, &open, change(guess, NEW)).await;
        assert!(matches!(refused, Err(ChangePasswordError::WrongPassword)));
    }
    let refused = change_to(&tenant, &open, change(PASSWORD, NEW)).await;
    assert!(matches!(
        refused,
        Err(ChangePasswordError::Locked {
            retry_after_seconds: 120
        })
    ));
    try_sign_in(&tenant, OWNER, PASSWORD).await.unwrap();
    installation.clock.advance(120);
    change_to(&tenant, &open, change(PASSWORD, NEW))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_new_password_that_does_not_do_is_refused_before_the_present_one_is_looked_at() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let open = owner_session(&tenant).await;
    let refused = change_to(&tenant, &open, change(PASSWORD, "short")).await;
    assert_eq!(codes(refused), ["too_short"]);
    let refused = change_to(&tenant, &open, change("wrong password", "password1")).await;
    assert_eq!(codes(refused), ["too_common"]);
    let refused = change_to(&tenant, &open, change(PASSWORD, OWNER)).await;
    assert_eq!(codes(refused), ["is_email"]);
    let refused = change_to(&tenant, &open, change(PASSWORD, PASSWORD)).await;
    assert_eq!(codes(refused), ["unchanged"]);
    let refused = change_to(&tenant, &open, change("acme inc.", "acme inc.")).await;
    assert_eq!(codes(refused), ["is_tenant_name", "unchanged"]);
    assert_eq!(count_events(&tenant, "sign_in.refused").await, 0);
}

#[tokio::test]
async fn a_change_ends_the_users_other_sessions_and_refresh_tokens_by_default() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let [here, there] = [owner_session(&tenant).await, owner_session(&tenant).await];
    let tokens = owner_tokens(&tenant).await;
    current(&tenant, &there).await;
    let ended = change_to(&tenant, &here, change(PASSWORD, NEW))
        .await
        .unwrap();
    assert_eq!(ended.len(), 2);
    assert!(ended.contains(&there.session.id) && !ended.contains(&here.session.id));
    let token = there.session_token.expose();
    assert!(tenant.check_session(token).await.unwrap().is_none());
    let refused = tenant
        .refresh(tokens.refresh_token.expose(), CLIENT, &context())
        .await;
    assert!(matches!(refused, Err(RefreshError::Invalid)));
    current(&tenant, &here).await;
}

#[tokio::test]
async fn where_the_policy_keeps_other_sessions_the_user_may_still_end_them() {
    let installation = Installation::new().await;
    let policy = json!({"password_change_ends_sessions": false});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let [here, there] = [owner_session(&tenant).await, owner_session(&tenant).await];
    let ended = change_to(&tenant, &here, change(PASSWORD, NEW))
        .await
        .unwrap();
    assert!(ended.is_empty());
    current(&tenant, &there).await;
    let mut request = change(NEW, PASSWORD);
    request.end_other_sessions = true;
    let ended = change_to(&tenant, &here, request).await.unwrap();
    assert_eq!(ended, [there.session.id]);
    let token = there.session_token.expose();
    assert!(tenant.check_session(token).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_changes_of_one_password_one_wins() {
    let installation = Installation::new().await;
    let policy = json!({"lockout_failures": 100});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let open = owner_session(&tenant).await;
    let who = current(&tenant, &open).await;
    let answers = race(|number| {
        let (tenant, who) = (tenant.clone(), who.clone());
        let request = change(PASSWORD, &format!("new phrase number {number}"));
        async move { tenant.change_password(&who, request, &context()).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let lost = |answer: &Result<_, ChangePasswordError>| {
        matches!(answer, Ok(_) | Err(ChangePasswordError::WrongPassword))
    };
    assert!(answers.iter().all(lost), "{answers:?}");
    let winner = answers.iter().position(Result::is_ok).unwrap();
    let password = format!("new phrase number {winner}");
    try_sign_in(&tenant, OWNER, &password).await.unwrap();
}
