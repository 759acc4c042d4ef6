//! Refresh tokens: rotation, lives, and what ends them.

use authnex_core::{
    TenantHandle,
    flow::{Grant, NewApiKey, RefreshError},
    foundation::ClientId,
    token::Tokens,
    user::UserStatus,
};
use serde_json::json;

use super::installation::{
    CLIENT, Installation, OWNER, PASSWORD, add_user, context, credentials, finished, owner_tokens,
    owner_with_tokens, tokens_grant,
};

const HOUR: u32 = 3_600;

async fn refresh(tenant: &TenantHandle, tokens: &Tokens) -> Result<Tokens, RefreshError> {
    refresh_by(tenant, tokens, CLIENT).await
}

async fn refresh_by(
    tenant: &TenantHandle,
    tokens: &Tokens,
    client: &str,
) -> Result<Tokens, RefreshError> {
    tenant
        .refresh(tokens.refresh_token.expose(), client, &context())
        .await
}

fn is_invalid(answer: &Result<Tokens, RefreshError>) -> bool {
    matches!(answer, Err(RefreshError::Invalid))
}

#[tokio::test]
async fn a_refresh_replaces_both_tokens_within_one_session() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (signed_in, first) = owner_with_tokens(&tenant).await;
    installation.clock.advance(100);
    let second = refresh(&tenant, &first).await.unwrap();
    assert_ne!(second.refresh_token.expose(), first.refresh_token.expose());
    assert_ne!(second.access_token, first.access_token);
    assert_eq!(second.expires_in, 900);
    let who = tenant
        .authenticate_access_token(&second.access_token)
        .await
        .unwrap();
    assert_eq!(who.session.id, signed_in.session.id);
    refresh(&tenant, &second).await.unwrap();
}

#[tokio::test]
async fn what_is_no_refresh_token_of_this_tenant_is_refused() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let (signed_in, tokens) = owner_with_tokens(&tenant).await;
    let session = signed_in.session_token.expose();
    let cut = &tokens.refresh_token.expose()[1..];
    for text in ["", "anx_rt_", cut, session, &tokens.access_token] {
        let refused = tenant.refresh(text, CLIENT, &context()).await;
        assert!(is_invalid(&refused), "{text}");
    }
    assert!(is_invalid(&refresh(&other, &tokens).await));
    refresh(&tenant, &tokens).await.unwrap();
}

#[tokio::test]
async fn another_client_is_refused_and_changes_nothing() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let first = owner_tokens(&tenant).await;
    for client in ["other", "", "CLI"] {
        assert!(
            is_invalid(&refresh_by(&tenant, &first, client).await),
            "{client}"
        );
    }
    let second = refresh(&tenant, &first).await.unwrap();
    // Not even a token that is used up tells another client anything, or ends the family.
    assert!(is_invalid(&refresh_by(&tenant, &first, "other").await));
    refresh(&tenant, &second).await.unwrap();
}

#[tokio::test]
async fn a_refresh_token_ends_so_long_after_the_last_rotation() {
    let installation = Installation::new().await;
    let policy = json!({"refresh_token_seconds": HOUR});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let first = owner_tokens(&tenant).await;
    installation.clock.advance(HOUR - 1);
    let second = refresh(&tenant, &first).await.unwrap();
    installation.clock.advance(HOUR - 1);
    let third = refresh(&tenant, &second).await.unwrap();
    installation.clock.advance(HOUR);
    assert!(is_invalid(&refresh(&tenant, &third).await));
}

#[tokio::test]
async fn a_family_ends_at_its_absolute_end_and_no_access_token_outlives_it() {
    let installation = Installation::new().await;
    let policy = json!({"refresh_absolute_seconds": HOUR});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let first = owner_tokens(&tenant).await;
    installation.clock.advance(HOUR - 100);
    let second = refresh(&tenant, &first).await.unwrap();
    assert_eq!(second.expires_in, 100);
    installation.clock.advance(99);
    let third = refresh(&tenant, &second).await.unwrap();
    assert_eq!(third.expires_in, 1);
    installation.clock.advance(1);
    assert!(is_invalid(&refresh(&tenant, &third).await));
}

#[tokio::test]
async fn signing_out_ends_the_refresh_tokens_of_the_session_alone() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (here, own) = owner_with_tokens(&tenant).await;
    let others = owner_tokens(&tenant).await;
    tenant.sign_out(&here.session, &context()).await.unwrap();
    assert!(is_invalid(&refresh(&tenant, &own).await));
    refresh(&tenant, &others).await.unwrap();
}

#[tokio::test]
async fn within_the_grace_a_sign_out_holds_too() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (here, first) = owner_with_tokens(&tenant).await;
    let second = refresh(&tenant, &first).await.unwrap();
    tenant.sign_out(&here.session, &context()).await.unwrap();
    for tokens in [&first, &second] {
        assert!(is_invalid(&refresh(&tenant, tokens).await));
    }
}

#[tokio::test]
async fn ending_the_other_sessions_ends_their_refresh_tokens() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (here, own) = owner_with_tokens(&tenant).await;
    let others = owner_tokens(&tenant).await;
    let ended = tenant.end_other_sessions(&here.session, &context()).await;
    assert_eq!(ended.unwrap(), 1);
    assert!(is_invalid(&refresh(&tenant, &others).await));
    refresh(&tenant, &own).await.unwrap();
}

#[tokio::test]
async fn a_suspended_user_refreshes_nothing_also_after_coming_back() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let ben = add_user(&tenant, "ben@acme.example").await;
    let request = credentials("ben@acme.example", PASSWORD, tokens_grant());
    let signed_in = finished(tenant.sign_in(request, &context()).await.unwrap());
    let tokens = signed_in.tokens.unwrap();
    for status in [UserStatus::Suspended, UserStatus::Active] {
        tenant
            .set_user_status(ben.id, status, &context())
            .await
            .unwrap();
        assert!(is_invalid(&refresh(&tenant, &tokens).await), "{status:?}");
    }
}

#[tokio::test]
async fn a_refresh_gives_what_the_user_may_by_then() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let ben = add_user(&tenant, "ben@acme.example").await;
    let request = credentials("ben@acme.example", PASSWORD, tokens_grant());
    let signed_in = finished(tenant.sign_in(request, &context()).await.unwrap());
    tenant
        .assign_role(ben.id, "admin", &context())
        .await
        .unwrap();
    let tokens = refresh(&tenant, &signed_in.tokens.unwrap()).await.unwrap();
    let payload = super::access_tokens::claims(&tokens.access_token);
    assert_eq!(payload["roles"], json!(["admin", "member"]));
    let permissions = payload["permissions"].as_array().unwrap();
    assert!(
        permissions.contains(&json!("users:write")),
        "{OWNER} gave it"
    );
}

/// Tokens of a registered client, as an application gets them.
async fn tokens_of(tenant: &TenantHandle, client_id: &str) -> Tokens {
    let grant = Grant::Tokens {
        client_id: client_id.to_owned(),
        resource: None,
    };
    let request = credentials(OWNER, PASSWORD, grant);
    let signed_in = finished(tenant.sign_in(request, &context()).await.unwrap());
    signed_in.tokens.unwrap()
}

async fn register(tenant: &TenantHandle, value: serde_json::Value) -> ClientId {
    let registration = serde_json::from_value(value).unwrap();
    let put = tenant.put_client(registration, &context()).await.unwrap();
    put.client.id
}

fn shop() -> serde_json::Value {
    json!({"client_id": "shop", "client_secret": "a secret of choice", "redirect_uris": ["https://shop.example/cb"]})
}

#[tokio::test]
async fn a_client_that_is_disabled_refreshes_nothing_also_after_coming_back() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let shop = register(&tenant, shop()).await;
    let (tokens, own) = (
        tokens_of(&tenant, "shop").await,
        owner_tokens(&tenant).await,
    );
    let tokens = refresh_by(&tenant, &tokens, "shop").await.unwrap();
    for enabled in [false, true] {
        tenant
            .set_client_enabled(shop, enabled, &context())
            .await
            .unwrap();
        let answer = refresh_by(&tenant, &tokens, "shop").await;
        assert!(is_invalid(&answer), "enabled: {enabled}");
    }
    refresh(&tenant, &own).await.unwrap();
    let again = tokens_of(&tenant, "shop").await;
    refresh_by(&tenant, &again, "shop").await.unwrap();
}

#[tokio::test]
async fn a_client_that_is_deleted_or_demands_too_much_refreshes_nothing() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let id = register(&tenant, shop()).await;
    let tokens = tokens_of(&tenant, "shop").await;
    let mut demanding = shop();
    demanding["dpop_bound_access_tokens"] = json!(true);
    register(&tenant, demanding).await;
    assert!(is_invalid(&refresh_by(&tenant, &tokens, "shop").await));
    register(&tenant, shop()).await;
    let tokens = refresh_by(&tenant, &tokens, "shop").await.unwrap();
    tenant.delete_client(id, &context()).await.unwrap();
    assert!(is_invalid(&refresh_by(&tenant, &tokens, "shop").await));
    register(&tenant, shop()).await;
    assert!(is_invalid(&refresh_by(&tenant, &tokens, "shop").await));
}

#[tokio::test]
async fn a_client_whose_last_secret_was_its_key_refreshes_nothing() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let issue = async |client_id: Option<&str>| {
        let request = NewApiKey {
            client_id: client_id.map(str::to_owned),
            ..NewApiKey::default()
        };
        tenant.issue_api_key(request, &context()).await.unwrap()
    };
    let first = issue(None).await;
    let name = first.client.client_id.as_str().to_owned();
    let second = issue(Some(&name)).await;
    let tokens = tokens_of(&tenant, &name).await;
    tenant
        .revoke_api_key(first.key.id, &context())
        .await
        .unwrap();
    let tokens = refresh_by(&tenant, &tokens, &name).await.unwrap();
    tenant
        .revoke_api_key(second.key.id, &context())
        .await
        .unwrap();
    assert!(is_invalid(&refresh_by(&tenant, &tokens, &name).await));
}
