//! A refresh token that is used twice (RFC 9700 4.14.2): the same successor within the grace, the end of the
//! family after it.

use std::collections::HashSet;

use authnex_core::{TenantHandle, flow::RefreshError, token::Tokens};
use serde_json::json;

use super::installation::{
    CLIENT, Installation, RACERS, context, count_events, owner_tokens, race,
};

const GRACE: u32 = 10;

async fn tenant_with_grace(seconds: u32) -> (Installation, TenantHandle) {
    let installation = Installation::new().await;
    let policy = json!({"refresh_reuse_grace_seconds": seconds});
    let tenant = installation.make_tenant_with("acme", policy).await;
    (installation, tenant)
}

async fn refresh(tenant: &TenantHandle, tokens: &Tokens) -> Result<Tokens, RefreshError> {
    tenant
        .refresh(tokens.refresh_token.expose(), CLIENT, &context())
        .await
}

async fn race_one_token(
    tenant: &TenantHandle,
    tokens: &Tokens,
) -> Vec<Result<Tokens, RefreshError>> {
    let token = tokens.refresh_token.expose().to_owned();
    race(|_| {
        let (tenant, token) = (tenant.clone(), token.clone());
        async move { tenant.refresh(&token, CLIENT, &context()).await }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_grace_one_of_64_wins_and_the_family_has_ended() {
    let (_installation, tenant) = tenant_with_grace(0).await;
    let first = owner_tokens(&tenant).await;
    let answers = race_one_token(&tenant, &first).await;
    assert_eq!(answers.len(), RACERS);
    let mut won = Vec::new();
    let mut reused = 0;
    for answer in answers {
        match answer {
            Ok(tokens) => won.push(tokens),
            Err(RefreshError::Reused) => reused += 1,
            Err(RefreshError::Invalid) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(won.len(), 1);
    assert_eq!(reused, 1, "the reuse is told once, then the family is gone");
    assert!(matches!(
        refresh(&tenant, &won[0]).await,
        Err(RefreshError::Invalid)
    ));
    assert_eq!(count_events(&tenant, "refresh_token.rotated").await, 1);
    assert_eq!(count_events(&tenant, "refresh_token.reused").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn within_the_grace_all_64_get_the_successor_of_one_rotation() {
    let (_installation, tenant) = tenant_with_grace(GRACE).await;
    let first = owner_tokens(&tenant).await;
    let answers = race_one_token(&tenant, &first).await;
    let all: Vec<Tokens> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(all.len(), RACERS);
    let successors: HashSet<&str> = all.iter().map(|t| t.refresh_token.expose()).collect();
    assert_eq!(successors.len(), 1);
    assert_eq!(count_events(&tenant, "refresh_token.rotated").await, 1);
    assert_eq!(count_events(&tenant, "refresh_token.reused").await, 0);
    refresh(&tenant, &all[0]).await.unwrap();
}

#[tokio::test]
async fn the_grace_lasts_so_long_and_then_reuse_ends_the_family() {
    let (installation, tenant) = tenant_with_grace(GRACE).await;
    let first = owner_tokens(&tenant).await;
    let second = refresh(&tenant, &first).await.unwrap();
    installation
        .clock
        .advance_millis(u64::from(GRACE) * 1000 - 1);
    let again = refresh(&tenant, &first).await.unwrap();
    assert_eq!(again.refresh_token.expose(), second.refresh_token.expose());
    installation.clock.advance_millis(1);
    assert!(matches!(
        refresh(&tenant, &first).await,
        Err(RefreshError::Reused)
    ));
    for tokens in [&second, &first] {
        assert!(matches!(
            refresh(&tenant, tokens).await,
            Err(RefreshError::Invalid)
        ));
    }
    assert_eq!(count_events(&tenant, "refresh_token.reused").await, 1);
}

#[tokio::test]
async fn once_the_successor_was_used_the_old_token_ends_the_family_also_within_the_grace() {
    let (_installation, tenant) = tenant_with_grace(GRACE).await;
    let first = owner_tokens(&tenant).await;
    let second = refresh(&tenant, &first).await.unwrap();
    let third = refresh(&tenant, &second).await.unwrap();
    assert!(matches!(
        refresh(&tenant, &first).await,
        Err(RefreshError::Reused)
    ));
    assert!(matches!(
        refresh(&tenant, &third).await,
        Err(RefreshError::Invalid)
    ));
    assert_eq!(count_events(&tenant, "refresh_token.reused").await, 1);
}

#[tokio::test]
async fn reuse_ends_its_family_and_no_other_of_the_user() {
    let (_installation, tenant) = tenant_with_grace(0).await;
    let here = owner_tokens(&tenant).await;
    let there = owner_tokens(&tenant).await;
    refresh(&tenant, &here).await.unwrap();
    assert!(matches!(
        refresh(&tenant, &here).await,
        Err(RefreshError::Reused)
    ));
    refresh(&tenant, &there).await.unwrap();
}

#[tokio::test]
async fn a_grace_that_the_policy_has_shortened_meanwhile_no_longer_holds() {
    let (installation, tenant) = tenant_with_grace(GRACE).await;
    let first = owner_tokens(&tenant).await;
    refresh(&tenant, &first).await.unwrap();
    let policy = json!({"refresh_reuse_grace_seconds": 0});
    let tenant = installation.set_policy(&tenant, policy).await;
    assert!(matches!(
        refresh(&tenant, &first).await,
        Err(RefreshError::Reused)
    ));
}
