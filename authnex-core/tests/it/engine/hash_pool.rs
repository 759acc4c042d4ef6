//! The room for hashing: when it is full, whoever comes is told so at once.

use std::sync::{Arc, Mutex};

use authnex_core::{TenantHandle, flow::SignInError};
use serde_json::json;
use tokio::task::JoinSet;

use super::installation::{Installation, OWNER, PASSWORD, add_user, context, try_sign_in};

/// One thread, one place to wait, and hashes that hold the thread for a good while.
async fn narrow_tenant() -> (Installation, TenantHandle) {
    let installation = Installation::with(|builder| builder.hash_threads(1).hash_queue(1)).await;
    let policy =
        json!({"password_hash": {"memory_kib": 65_536, "iterations": 6, "parallelism": 1}});
    let tenant = installation.make_tenant_with("acme", policy).await;
    (installation, tenant)
}

/// What eight who come at once are told, in the order in which they are told it.
async fn crowd(tenant: &TenantHandle, login: &'static str) -> Vec<Result<(), SignInError>> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let mut all = JoinSet::new();
    for _ in 0..8 {
        let (tenant, told) = (tenant.clone(), told.clone());
        all.spawn(async move {
            let answer = try_sign_in(&tenant, login, PASSWORD).await.map(drop);
            told.lock().unwrap().push(answer);
        });
    }
    all.join_all().await;
    Arc::into_inner(told).unwrap().into_inner().unwrap()
}

fn is_busy(answer: &Result<(), SignInError>) -> bool {
    matches!(
        answer,
        Err(SignInError::Busy {
            retry_after_seconds: 1
        })
    )
}

#[tokio::test]
async fn a_full_queue_answers_busy_at_once() {
    let (_installation, tenant) = narrow_tenant().await;
    // The hash of the tenant's present cost, so that verifying it takes long.
    add_user(&tenant, "ben@acme.example").await;
    let told = crowd(&tenant, "ben@acme.example").await;
    let busy = told.iter().filter(|answer| is_busy(answer)).count();
    assert!(
        (5..=7).contains(&busy),
        "one is hashed and one waits: {told:?}"
    );
    assert!(
        told[..busy].iter().all(is_busy),
        "before any other is done: {told:?}"
    );
    assert!(told[busy..].iter().all(Result::is_ok), "{told:?}");
}

#[tokio::test]
async fn a_full_queue_answers_busy_for_a_name_that_does_not_exist_too() {
    let (_installation, tenant) = narrow_tenant().await;
    let told = crowd(&tenant, "nobody@acme.example").await;
    let busy = told.iter().filter(|answer| is_busy(answer)).count();
    assert!(
        (5..=7).contains(&busy),
        "one is hashed and one waits: {told:?}"
    );
    assert!(
        told[..busy].iter().all(is_busy),
        "before any other is done: {told:?}"
    );
    let wrong =
        |answer: &Result<(), SignInError>| matches!(answer, Err(SignInError::WrongCredentials));
    assert!(told[busy..].iter().all(wrong), "{told:?}");
}

#[tokio::test]
async fn being_told_busy_counts_no_failure() {
    let installation = Installation::with(|builder| builder.hash_threads(1).hash_queue(1)).await;
    let policy = json!({
        "lockout_failures": 3,
        "password_hash": {"memory_kib": 65_536, "iterations": 6, "parallelism": 1},
    });
    let tenant = installation.make_tenant_with("acme", policy).await;
    add_user(&tenant, "ben@acme.example").await;
    let told = crowd(&tenant, "ben@acme.example").await;
    assert!(told.iter().filter(|answer| is_busy(answer)).count() >= 3);
    try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_unknown_tenant_costs_a_hash_too_and_is_told_busy_alike() {
    let installation = Installation::with(|builder| builder.hash_threads(1).hash_queue(1)).await;
    let tenant = installation
        .make_tenant_with(
            "acme",
            json!({
                "password_hash": {"memory_kib": 65_536, "iterations": 6, "parallelism": 1},
            }),
        )
        .await;
    let mut crowd = JoinSet::new();
    for _ in 0..4 {
        let tenant = tenant.clone();
        crowd.spawn(async move { try_sign_in(&tenant, "nobody", PASSWORD).await.map(drop) });
    }
    // The first answer is a refusal for want of room: the queue is full now.
    assert!(is_busy(&crowd.join_next().await.unwrap().unwrap()));
    let engine = &installation.engine;
    let refused = engine
        .sign_in_to_unknown_tenant("nowhere", OWNER, PASSWORD.into(), &context())
        .await;
    assert!(matches!(refused, SignInError::Busy { .. }), "{refused:?}");
    crowd.join_all().await;
}
