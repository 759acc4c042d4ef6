//! Failures lock an account or a source for a while, whether or not there is such an account.

use std::sync::Arc;

use authnex_core::{
    TenantHandle,
    flow::{Grant, SignInError},
    foundation::RequestContext,
    policy::Policy,
    testing::ManualClock,
};
use authnex_store::testing::Database;
use serde_json::json;

use super::installation::{
    Installation, NOW, OWNER, PASSWORD, add_user, context, context_from, credentials,
    owner_session, race, try_sign_in,
};

const FAILURES: u32 = 3;
const LOCK_SECONDS: u32 = 120;
const WINDOW_SECONDS: u32 = 60;

fn policy() -> serde_json::Value {
    json!({
        "lockout_failures": FAILURES,
        "lockout_seconds": LOCK_SECONDS,
        "lockout_window_seconds": WINDOW_SECONDS,
    })
}

async fn locking_tenant() -> (Installation, TenantHandle) {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant_with("acme", policy()).await;
    (installation, tenant)
}

async fn fail(tenant: &TenantHandle, login: &str, times: u32) {
    for _ in 0..times {
        let refused = try_sign_in(tenant, login, "wrong password").await;
        assert!(
            matches!(refused, Err(SignInError::WrongCredentials)),
            "{refused:?}"
        );
    }
}

/// For how many seconds the name is locked, by the answer to its right password.
async fn locked_for(tenant: &TenantHandle, login: &str) -> Option<u32> {
    match try_sign_in(tenant, login, PASSWORD).await {
        Err(SignInError::Locked {
            retry_after_seconds,
        }) => Some(retry_after_seconds),
        _ => None,
    }
}

#[tokio::test]
async fn so_many_failures_lock_an_account_and_the_right_password_is_refused_too() {
    let (installation, tenant) = locking_tenant().await;
    fail(&tenant, OWNER, FAILURES).await;
    assert_eq!(locked_for(&tenant, OWNER).await, Some(LOCK_SECONDS));
    installation.clock.advance(LOCK_SECONDS - 1);
    assert_eq!(
        locked_for(&tenant, OWNER).await,
        Some(1),
        "trying does not lengthen it"
    );
    installation.clock.advance(1);
    owner_session(&tenant).await;
}

#[tokio::test]
async fn fewer_failures_lock_nothing() {
    let (_installation, tenant) = locking_tenant().await;
    fail(&tenant, OWNER, FAILURES - 1).await;
    owner_session(&tenant).await;
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_locked_alike() {
    let (installation, tenant) = locking_tenant().await;
    fail(&tenant, "nobody@acme.example", FAILURES).await;
    assert_eq!(
        locked_for(&tenant, "nobody@acme.example").await,
        Some(LOCK_SECONDS)
    );
    installation.clock.advance(LOCK_SECONDS);
    fail(&tenant, "nobody@acme.example", 1).await;
}

#[tokio::test]
async fn all_spellings_of_a_name_count_together() {
    let (_installation, tenant) = locking_tenant().await;
    for login in [
        "anna@acme.example",
        "ANNA@acme.example",
        " anna@ACME.example ",
    ] {
        fail(&tenant, login, 1).await;
    }
    assert_eq!(locked_for(&tenant, OWNER).await, Some(LOCK_SECONDS));
}

#[tokio::test]
async fn one_locked_account_locks_no_other_and_no_other_tenants() {
    let (installation, tenant) = locking_tenant().await;
    let other = installation.make_tenant_with("globex", policy()).await;
    add_user(&tenant, "ben@acme.example").await;
    fail(&tenant, OWNER, FAILURES).await;
    try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
    owner_session(&other).await;
}

#[tokio::test]
async fn failures_that_are_older_than_the_window_do_not_count() {
    let (installation, tenant) = locking_tenant().await;
    fail(&tenant, OWNER, FAILURES - 1).await;
    installation.clock.advance(WINDOW_SECONDS);
    fail(&tenant, OWNER, FAILURES - 1).await;
    owner_session(&tenant).await;
}

#[tokio::test]
async fn a_success_clears_the_failures_before_it() {
    let (_installation, tenant) = locking_tenant().await;
    fail(&tenant, OWNER, FAILURES - 1).await;
    owner_session(&tenant).await;
    fail(&tenant, OWNER, FAILURES - 1).await;
    owner_session(&tenant).await;
}

#[tokio::test]
async fn after_a_lock_counting_begins_anew() {
    let (installation, tenant) = locking_tenant().await;
    fail(&tenant, OWNER, FAILURES).await;
    installation.clock.advance(LOCK_SECONDS);
    fail(&tenant, OWNER, FAILURES - 1).await;
    owner_session(&tenant).await;
}

#[tokio::test]
async fn failures_survive_the_refusal_and_a_restart() {
    let database = Database::create();
    let clock = Arc::new(ManualClock::at(NOW));
    let before = Installation::on(&database, &clock).await;
    let tenant = before.make_tenant_with("acme", policy()).await;
    fail(&tenant, OWNER, FAILURES - 1).await;
    drop((before, tenant));
    let after = Installation::on(&database, &clock).await;
    let tenant = after.tenant("acme").await;
    fail(&tenant, OWNER, 1).await;
    assert_eq!(locked_for(&tenant, OWNER).await, Some(LOCK_SECONDS));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_in_parallel_are_all_counted() {
    let (_installation, tenant) = locking_tenant().await;
    let answers = race(|number| {
        let tenant = tenant.clone();
        async move { try_sign_in(&tenant, OWNER, &format!("guess number {number}")).await }
    })
    .await;
    let refused = |answer: &Result<_, SignInError>| {
        matches!(
            answer,
            Err(SignInError::WrongCredentials | SignInError::Locked { .. })
        )
    };
    assert!(answers.iter().all(refused));
    assert_eq!(locked_for(&tenant, OWNER).await, Some(LOCK_SECONDS));
}

/// Tries a name that may or may not be there, from an address.
async fn try_from(
    tenant: &TenantHandle,
    login: &str,
    password: &str,
    from: &RequestContext,
) -> Result<(), SignInError> {
    let request = credentials(login, password, Grant::Session);
    tenant.sign_in(request, from).await.map(drop)
}

async fn source_tenant() -> (Installation, TenantHandle) {
    let installation = Installation::new().await;
    let policy = json!({"lockout_source_failures": 10, "lockout_seconds": LOCK_SECONDS});
    let tenant = installation.make_tenant_with("acme", policy).await;
    (installation, tenant)
}

#[tokio::test]
async fn failures_of_many_names_from_one_address_lock_the_address_alone() {
    let (installation, tenant) = source_tenant().await;
    let from = context_from("192.0.2.7");
    for number in 0..10 {
        let refused = try_from(&tenant, &format!("guess{number}"), PASSWORD, &from).await;
        assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    }
    for address in ["192.0.2.7", "::ffff:192.0.2.7"] {
        let refused = try_from(&tenant, OWNER, PASSWORD, &context_from(address)).await;
        assert!(
            matches!(
                refused,
                Err(SignInError::Locked {
                    retry_after_seconds: LOCK_SECONDS
                })
            ),
            "{address}"
        );
    }
    try_from(&tenant, OWNER, PASSWORD, &context_from("192.0.2.8"))
        .await
        .unwrap();
    try_from(&tenant, OWNER, PASSWORD, &context())
        .await
        .unwrap();
    installation.clock.advance(LOCK_SECONDS);
    try_from(&tenant, OWNER, PASSWORD, &from).await.unwrap();
}

#[tokio::test]
async fn an_own_account_does_not_wash_an_address_clean() {
    let (_installation, tenant) = source_tenant().await;
    let from = context_from("192.0.2.7");
    for number in 0..10 {
        try_from(&tenant, OWNER, PASSWORD, &from).await.unwrap();
        let refused = try_from(&tenant, &format!("guess{number}"), PASSWORD, &from).await;
        assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    }
    let refused = try_from(&tenant, OWNER, PASSWORD, &from).await;
    assert!(matches!(refused, Err(SignInError::Locked { .. })));
}

#[tokio::test]
async fn the_addresses_of_one_ipv6_network_count_together() {
    let (_installation, tenant) = source_tenant().await;
    for number in 0..10 {
        let from = context_from(&format!("2001:db8:0:1::{number:x}"));
        let refused = try_from(&tenant, &format!("guess{number}"), PASSWORD, &from).await;
        assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    }
    let same_network = context_from("2001:db8:0:1:ffff::1");
    let refused = try_from(&tenant, OWNER, PASSWORD, &same_network).await;
    assert!(matches!(refused, Err(SignInError::Locked { .. })));
    let next_network = context_from("2001:db8:0:2::1");
    try_from(&tenant, OWNER, PASSWORD, &next_network)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_tenant_that_does_not_exist_locks_like_one_that_does() {
    let installation = Installation::with_policy(Policy {
        lockout_failures: FAILURES,
        lockout_seconds: LOCK_SECONDS,
        lockout_window_seconds: WINDOW_SECONDS,
        ..Policy::default()
    })
    .await;
    let engine = installation.engine.clone();
    let attempt = |slug: &'static str, login: &'static str| {
        let engine = engine.clone();
        async move {
            engine
                .sign_in_to_unknown_tenant(slug, login, PASSWORD.into(), &context())
                .await
        }
    };
    for (slug, login) in [
        ("nowhere", OWNER),
        (" NoWhere", OWNER),
        ("nowhere", " ANNA@acme.example"),
    ] {
        assert!(matches!(
            attempt(slug, login).await,
            SignInError::WrongCredentials
        ));
    }
    let locked = |answer, seconds| matches!(answer, SignInError::Locked { retry_after_seconds } if retry_after_seconds == seconds);
    assert!(locked(attempt("nowhere", OWNER).await, LOCK_SECONDS));
    for (slug, login) in [("nowhere", "ben"), ("elsewhere", OWNER)] {
        assert!(matches!(
            attempt(slug, login).await,
            SignInError::WrongCredentials
        ));
    }
    installation.clock.advance(LOCK_SECONDS - 1);
    assert!(locked(attempt("nowhere", OWNER).await, 1));
    installation.clock.advance(1);
    for _ in 0..FAILURES - 1 {
        assert!(matches!(
            attempt("nowhere", OWNER).await,
            SignInError::WrongCredentials
        ));
    }
    installation.clock.advance(WINDOW_SECONDS);
    for _ in 0..FAILURES {
        assert!(matches!(
            attempt("nowhere", OWNER).await,
            SignInError::WrongCredentials
        ));
    }
    assert!(locked(attempt("nowhere", OWNER).await, 2 * LOCK_SECONDS));
}
