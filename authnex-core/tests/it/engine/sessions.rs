//! Live sessions: for how long they last, by time and by idleness.

use authnex_core::{TenantHandle, foundation::PageRequest, session::Session};
use serde_json::json;

use super::installation::{Installation, add_user, context, owner_session, owner_with_tokens};

const HOUR: u32 = 3_600;

async fn is_live(tenant: &TenantHandle, token: &str) -> bool {
    tenant.check_session(token).await.unwrap().is_some()
}

async fn listed(tenant: &TenantHandle, session: &Session) -> Session {
    let page = PageRequest::new(10, None);
    let page = tenant.list_sessions(session.user, &page).await.unwrap();
    page.items
        .into_iter()
        .find(|each| each.id == session.id)
        .unwrap()
}

#[tokio::test]
async fn what_is_no_session_token_of_this_tenant_finds_nothing() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let (signed_in, tokens) = owner_with_tokens(&tenant).await;
    let session = signed_in.session_token.expose();
    assert!(is_live(&tenant, session).await);
    let id = signed_in.session.id.to_string();
    let cut = &session[..session.len() - 1];
    for text in ["", "anx_ses_", cut, &id, tokens.refresh_token.expose()] {
        assert!(!is_live(&tenant, text).await, "{text}");
    }
    // Asked twice: the first answer must not have filled a cache for the second.
    for _ in 0..2 {
        assert!(!is_live(&other, session).await);
        assert!(other.authenticate_session(session).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_session_ends_at_its_absolute_end_also_in_constant_use() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"session_seconds": HOUR}))
        .await;
    let signed_in = owner_session(&tenant).await;
    let token = signed_in.session_token.expose();
    for _ in 0..HOUR / 100 - 1 {
        installation.clock.advance(100);
        assert!(is_live(&tenant, token).await);
    }
    installation.clock.advance_millis(99_999);
    assert!(is_live(&tenant, token).await);
    installation.clock.advance_millis(1);
    assert!(!is_live(&tenant, token).await);
    let page = PageRequest::new(10, None);
    let sessions = tenant
        .list_sessions(signed_in.session.user, &page)
        .await
        .unwrap();
    assert!(sessions.items.is_empty());
}

#[tokio::test]
async fn a_session_that_is_not_seen_for_so_long_ends() {
    let installation = Installation::new().await;
    let policy = json!({"session_idle_seconds": HOUR});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let signed_in = owner_session(&tenant).await;
    let token = signed_in.session_token.expose();
    installation.clock.advance(HOUR - 100);
    assert!(is_live(&tenant, token).await, "seen in time");
    installation.clock.advance(HOUR - 100);
    assert!(
        is_live(&tenant, token).await,
        "the time that waits to be written counts"
    );
    installation.workers.flush().await.unwrap();
    installation.clock.advance(HOUR - 1);
    assert!(is_live(&tenant, token).await);
    installation.workers.flush().await.unwrap();
    installation.clock.advance(HOUR);
    assert!(!is_live(&tenant, token).await);
}

#[tokio::test]
async fn without_an_idle_time_an_unseen_session_goes_on() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let signed_in = owner_session(&tenant).await;
    installation
        .clock
        .advance(tenant.policy().session_seconds - 1);
    assert!(is_live(&tenant, signed_in.session_token.expose()).await);
}

#[tokio::test]
async fn an_idle_time_set_meanwhile_holds_for_sessions_that_are_open() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let signed_in = owner_session(&tenant).await;
    installation.clock.advance(HOUR);
    let policy = json!({"session_idle_seconds": HOUR});
    let tenant = installation.set_policy(&tenant, policy).await;
    assert!(!is_live(&tenant, signed_in.session_token.expose()).await);
}

#[tokio::test]
async fn when_a_session_was_seen_is_written_by_the_worker() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let signed_in = owner_session(&tenant).await;
    let token = signed_in.session_token.expose();
    let opened = signed_in.session.last_seen_at;
    installation.clock.advance(59);
    assert!(is_live(&tenant, token).await);
    installation.workers.flush().await.unwrap();
    assert_eq!(
        listed(&tenant, &signed_in.session).await.last_seen_at,
        opened,
        "within a minute"
    );
    installation.clock.advance(1);
    assert!(is_live(&tenant, token).await);
    assert_eq!(
        listed(&tenant, &signed_in.session).await.last_seen_at,
        opened,
        "not yet written"
    );
    let seen = installation.now();
    installation.clock.advance(30);
    installation.workers.flush().await.unwrap();
    assert_eq!(listed(&tenant, &signed_in.session).await.last_seen_at, seen);
}

#[tokio::test]
async fn an_access_token_also_tells_that_its_session_was_seen() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (signed_in, tokens) = owner_with_tokens(&tenant).await;
    installation.clock.advance(300);
    tenant
        .authenticate_access_token(&tokens.access_token)
        .await
        .unwrap();
    installation.workers.flush().await.unwrap();
    assert_eq!(
        listed(&tenant, &signed_in.session).await.last_seen_at,
        installation.now()
    );
}

#[tokio::test]
async fn last_seen_times_of_several_tenants_are_each_written_where_they_belong() {
    let installation = Installation::new().await;
    let mut open = Vec::new();
    for slug in ["acme", "globex"] {
        let tenant = installation.make_tenant(slug).await;
        let signed_in = owner_session(&tenant).await;
        open.push((tenant, signed_in));
    }
    installation.clock.advance(100);
    for (tenant, signed_in) in &open {
        assert!(is_live(tenant, signed_in.session_token.expose()).await);
    }
    installation.workers.flush().await.unwrap();
    for (tenant, signed_in) in &open {
        let session = listed(tenant, &signed_in.session).await;
        assert_eq!(session.last_seen_at, installation.now());
    }
}

#[tokio::test]
async fn the_worker_that_is_told_to_stop_writes_what_has_gathered() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let signed_in = owner_session(&tenant).await;
    installation.clock.advance(100);
    assert!(is_live(&tenant, signed_in.session_token.expose()).await);
    let seen = installation.now();
    installation.workers.run(std::future::ready(())).await;
    assert_eq!(listed(&tenant, &signed_in.session).await.last_seen_at, seen);
}

#[tokio::test]
async fn a_user_sees_the_own_sessions_alone() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let ben = add_user(&tenant, "ben@acme.example").await;
    let owner = owner_session(&tenant).await.session;
    let page = PageRequest::new(10, None);
    let of_owner = tenant.list_sessions(owner.user, &page).await.unwrap();
    assert_eq!(of_owner.items.len(), 1);
    assert!(
        tenant
            .list_sessions(ben.id, &page)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    tenant.sign_out(&owner, &context()).await.unwrap();
    assert!(
        tenant
            .list_sessions(owner.user, &page)
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

#[tokio::test]
async fn a_session_in_use_goes_on_however_short_the_idle_time_is() {
    let installation = Installation::new().await;
    let policy = json!({"session_idle_seconds": 60});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let signed_in = owner_session(&tenant).await;
    let token = signed_in.session_token.expose();
    for times in 1..=20 {
        installation.clock.advance(10);
        assert!(is_live(&tenant, token).await, "seen {times} times");
        installation.workers.flush().await.unwrap();
    }
    installation.clock.advance(60);
    assert!(!is_live(&tenant, token).await);
}

#[tokio::test]
async fn a_session_seen_just_before_its_idle_time_was_over_is_not_refused_from_the_cache() {
    let installation = Installation::new().await;
    let policy = json!({"session_idle_seconds": HOUR});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let signed_in = owner_session(&tenant).await;
    let token = signed_in.session_token.expose();
    installation
        .clock
        .advance_millis(u64::from(HOUR) * 1000 - 500);
    assert!(is_live(&tenant, token).await);
    installation.workers.flush().await.unwrap();
    installation.clock.advance_millis(600);
    assert!(is_live(&tenant, token).await);
}
