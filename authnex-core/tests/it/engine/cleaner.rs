//! The cleaner: what is spent goes after a week, what is past its retention goes, and nothing else does.

use authnex_core::{
    one_time::{OneTimeGrant, OneTimePurpose},
    usage::{Metric, UsageDay},
};
use serde_json::json;

use super::installation::{
    CLIENT, Installation, context, events, owner_session, owner_tokens, try_sign_in,
};

const DAY: u32 = 86_400;

#[tokio::test]
async fn spent_rows_go_after_a_week() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let grant = OneTimeGrant {
        user: None,
        data: String::new(),
    };
    let purpose = OneTimePurpose::application("probe").unwrap();
    let issued = tenant.issue_one_time(purpose, grant, 60, &context()).await;
    issued.unwrap();
    let _ = try_sign_in(&tenant, "nobody@acme.example", "wrong").await;
    assert_eq!(
        installation.workers.clean().await.unwrap(),
        0,
        "nothing is spent"
    );
    installation.clock.advance(6 * DAY);
    assert_eq!(installation.workers.clean().await.unwrap(), 0);
    installation.clock.advance(2 * DAY);
    // The token, and the failures of the account and of the source.
    assert!(installation.workers.clean().await.unwrap() >= 2);
    assert_eq!(installation.workers.clean().await.unwrap(), 0);
}

#[tokio::test]
async fn sessions_and_refresh_tokens_go_when_their_life_is_over() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let open = owner_session(&tenant).await;
    let tokens = owner_tokens(&tenant).await;
    installation.clock.advance(10 * DAY);
    installation.workers.clean().await.unwrap();
    let tenant = installation.tenant("acme").await;
    assert!(
        tenant
            .check_session(open.session_token.expose())
            .await
            .unwrap()
            .is_some()
    );
    let kept = tenant
        .refresh(tokens.refresh_token.expose(), CLIENT, &context())
        .await;
    kept.unwrap();
    installation.clock.advance(100 * DAY);
    // Two sessions, two refresh tokens, one family.
    assert!(installation.workers.clean().await.unwrap() >= 5);
}

#[tokio::test]
async fn a_tenant_has_its_turn_once_an_hour() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    installation.workers.clean().await.unwrap();
    let purpose = || OneTimePurpose::application("probe").unwrap();
    let grant = || OneTimeGrant {
        user: None,
        data: String::new(),
    };
    let issued = tenant
        .issue_one_time(purpose(), grant(), 1, &context())
        .await;
    issued.unwrap();
    installation.clock.advance(8 * DAY);
    // The one issued, and the link and the code that the owner was mailed.
    assert!(installation.workers.clean().await.unwrap() >= 1);
    let issued = tenant
        .issue_one_time(purpose(), grant(), 1, &context())
        .await;
    issued.unwrap();
    assert_eq!(installation.workers.clean().await.unwrap(), 0);
}

#[tokio::test]
async fn the_trail_is_kept_for_as_long_as_the_policy_says_and_its_chain_for_longer() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"audit_retention_days": 30}))
        .await;
    owner_session(&tenant).await;
    installation.workers.relay().await.unwrap();
    let before = events(&tenant).await.len();
    installation.clock.advance(29 * DAY);
    installation.workers.clean().await.unwrap();
    assert_eq!(events(&tenant).await.len(), before);
    owner_session(&tenant).await;
    installation.workers.relay().await.unwrap();
    installation.clock.advance(2 * DAY);
    installation.workers.clean().await.unwrap();
    assert_eq!(events(&tenant).await.len(), 1, "only the last sign-in");
    let report = tenant.verify_trail().await.unwrap();
    assert_eq!((report.removed, report.faults), (1, vec![]));
}

#[tokio::test]
async fn usage_outlives_the_trail() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    tenant.count_usage(Metric::ApiCalls);
    installation.workers.flush().await.unwrap();
    let day = UsageDay::of(installation.now());
    let amount = async || {
        let rows = tenant.usage(Metric::ApiCalls, day, day).await.unwrap();
        rows.len()
    };
    installation.clock.advance(1_000 * DAY);
    installation.workers.clean().await.unwrap();
    assert_eq!(amount().await, 1);
    installation.clock.advance(200 * DAY);
    installation.workers.clean().await.unwrap();
    assert_eq!(amount().await, 0);
}
