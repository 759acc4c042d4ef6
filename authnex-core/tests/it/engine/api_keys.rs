//! API keys: issued, used, rotated, revoked.

use authnex_core::{
    TenantHandle,
    client::ClientSecret,
    flow::{ApiKeyError, ApiKeyIssued, ClientRegistration, NewApiKey},
    foundation::{PageRequest, RequestContext},
    tenant::StateChange,
};

use super::installation::{Installation, context, count_events};

fn new_key(permissions: &[&str]) -> NewApiKey {
    NewApiKey {
        permissions: permissions.iter().map(|&text| text.to_owned()).collect(),
        ..NewApiKey::default()
    }
}

async fn issue(tenant: &TenantHandle, request: NewApiKey) -> ApiKeyIssued {
    tenant.issue_api_key(request, &context()).await.unwrap()
}

async fn opens(tenant: &TenantHandle, issued: &ApiKeyIssued) -> bool {
    let found = tenant.authenticate_api_key(issued.token.expose()).await;
    found.unwrap().is_some()
}

async fn stored(tenant: &TenantHandle, issued: &ApiKeyIssued) -> ClientSecret {
    let keys = tenant.list_api_keys(&PageRequest::new(50, None)).await;
    let mut keys = keys.unwrap().items.into_iter();
    keys.find(|key| key.id == issued.key.id).unwrap()
}

#[tokio::test]
async fn a_key_opens_its_tenant_with_its_permissions_and_no_other() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let issued = issue(&tenant, new_key(&["users:read", "scim"])).await;
    let text = issued.token.expose();
    assert!(text.starts_with("anx_key_"));
    assert_eq!(issued.key.hint.as_deref(), Some(&text[..12]));
    let who = tenant.authenticate_api_key(text).await.unwrap().unwrap();
    assert!(who.may("users:read") && who.may("scim") && !who.may("users:write"));
    assert_eq!(who.actor().stored(), issued.client.id.to_string());
    assert!(!opens(&other, &issued).await);
    let mut typo = text.to_owned();
    typo.pop();
    for wrong in [
        typo.as_str(),
        "",
        "anx_key_",
        &text.replace("anx_key_", "anx_ses_"),
    ] {
        let found = tenant.authenticate_api_key(wrong).await.unwrap();
        assert!(found.is_none(), "{wrong}");
    }
    // A client secret is no API key.
    let made = tenant
        .create_client(&ClientRegistration::default(), &context())
        .await;
    let secret = made.unwrap().secret.unwrap();
    let found = tenant.authenticate_api_key(secret.expose()).await.unwrap();
    assert!(found.is_none());
    assert_eq!(count_events(&tenant, "api_key.issued").await, 1);
    assert_eq!(format!("{:?}", issued.token), "PlainToken");
}

#[tokio::test]
async fn a_key_ends_when_revoked_expired_disabled_deleted_or_suspended() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let revoked = issue(&tenant, new_key(&[])).await;
    for changes in [true, false] {
        let changed = tenant.revoke_api_key(revoked.key.id, &context()).await;
        assert_eq!(changed.unwrap(), changes);
    }
    assert!(!opens(&tenant, &revoked).await);
    assert_eq!(count_events(&tenant, "api_key.revoked").await, 1);

    let until = installation.now().plus_seconds(60);
    let short = issue(
        &tenant,
        NewApiKey {
            expires_at: Some(until),
            ..new_key(&[])
        },
    )
    .await;
    assert!(opens(&tenant, &short).await);
    installation.clock.advance_millis(60_000);
    assert!(!opens(&tenant, &short).await);

    let disabled = issue(&tenant, new_key(&[])).await;
    let off = tenant
        .set_client_enabled(disabled.client.id, false, &context())
        .await;
    off.unwrap();
    assert!(!opens(&tenant, &disabled).await);
    let on = tenant
        .set_client_enabled(disabled.client.id, true, &context())
        .await;
    on.unwrap();
    assert!(opens(&tenant, &disabled).await);
    tenant
        .delete_client(disabled.client.id, &context())
        .await
        .unwrap();
    assert!(!opens(&tenant, &disabled).await);

    let kept = issue(&tenant, new_key(&[])).await;
    let operator = installation.engine.operator();
    let suspend = operator
        .set_tenant_state("acme", StateChange::Suspend, &context())
        .await;
    suspend.unwrap();
    let tenant = installation.tenant("acme").await;
    assert!(!opens(&tenant, &kept).await);
}

#[tokio::test]
async fn a_key_cannot_revoke_itself_but_another_can() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let one = issue(&tenant, new_key(&["clients:write"])).await;
    let two = issue(&tenant, new_key(&["clients:write"])).await;
    let by = |issued: &ApiKeyIssued| {
        let token = issued.token.expose().to_owned();
        let tenant = tenant.clone();
        async move {
            let who = tenant.authenticate_api_key(&token).await.unwrap().unwrap();
            RequestContext::by(who.actor())
        }
    };
    let refused = tenant.revoke_api_key(one.key.id, &by(&one).await).await;
    assert!(matches!(refused, Err(ApiKeyError::OwnKey)));
    assert!(opens(&tenant, &one).await);
    assert!(
        tenant
            .revoke_api_key(one.key.id, &by(&two).await)
            .await
            .unwrap()
    );
    let other = installation.make_tenant("globex").await;
    let unseen = other.revoke_api_key(two.key.id, &context()).await;
    assert!(matches!(unseen, Err(ApiKeyError::Unknown)));
}

#[tokio::test]
async fn after_a_rotation_both_keys_open_until_the_overlap_is_over() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let old = issue(
        &tenant,
        NewApiKey {
            purpose: Some("deploy".to_owned()),
            expires_at: Some(installation.now().plus_seconds(3600)),
            ..new_key(&["users:read"])
        },
    )
    .await;
    installation.clock.advance_millis(1_000);
    let new = tenant.rotate_api_key(old.key.id, 30, &context()).await;
    let new = new.unwrap();
    assert_eq!(new.client.id, old.client.id);
    assert_eq!(new.key.purpose, old.key.purpose);
    let life = installation.now().plus_seconds(3600);
    assert_eq!(
        new.key.expires_at,
        Some(life),
        "as long as the old one was to live"
    );
    assert!(opens(&tenant, &old).await && opens(&tenant, &new).await);
    installation.clock.advance_millis(30_000);
    assert!(!opens(&tenant, &old).await);
    assert!(opens(&tenant, &new).await);
    let over = tenant.rotate_api_key(old.key.id, 30, &context()).await;
    assert!(matches!(over, Err(ApiKeyError::Unknown)));
    let long = tenant
        .rotate_api_key(new.key.id, 31 * 86_400, &context())
        .await;
    assert!(matches!(long, Err(ApiKeyError::Invalid(_))));
    let at_once = tenant.rotate_api_key(new.key.id, 0, &context()).await;
    assert!(!opens(&tenant, &new).await);
    assert!(opens(&tenant, &at_once.unwrap()).await);
    assert_eq!(count_events(&tenant, "api_key.rotated").await, 2);
}

#[tokio::test]
async fn a_purpose_has_one_key_and_one_client() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let request = |permissions: &[&str]| NewApiKey {
        client_id: Some("apply-admin".to_owned()),
        name: Some("Admin".to_owned()),
        purpose: Some("apply:admin".to_owned()),
        ..new_key(permissions)
    };
    let other = issue(
        &tenant,
        NewApiKey {
            purpose: Some("apply:scim".to_owned()),
            ..new_key(&["scim"])
        },
    )
    .await;
    let first = issue(&tenant, request(&["users:read"])).await;
    let second = issue(&tenant, request(&["users:read", "users:write"])).await;
    assert_eq!(second.client.id, first.client.id);
    assert!(!opens(&tenant, &first).await && opens(&tenant, &second).await);
    assert!(opens(&tenant, &other).await);
    let text = second.token.expose();
    let who = tenant.authenticate_api_key(text).await.unwrap().unwrap();
    assert!(who.may("users:write"));
    assert_eq!(who.client.metadata.client_name.as_deref(), Some("Admin"));
    // Without permissions it keeps those that it has.
    let third = issue(&tenant, request(&[])).await;
    assert_eq!(third.client.metadata.permissions.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_racers_for_one_purpose_one_key_is_left() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let request = || NewApiKey {
        client_id: Some("svc".to_owned()),
        purpose: Some("p".to_owned()),
        ..new_key(&["users:read"])
    };
    issue(&tenant, request()).await;
    super::installation::race(|_| {
        let (tenant, request) = (tenant.clone(), request());
        async move { tenant.issue_api_key(request, &context()).await }
    })
    .await;
    let keys = tenant.list_api_keys(&PageRequest::new(200, None)).await;
    let now = installation.now();
    let keys = keys.unwrap().items;
    assert_eq!(keys.iter().filter(|key| key.is_live(now)).count(), 1);
}

#[tokio::test]
async fn what_does_not_do_is_refused_by_field() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let past = installation.now();
    for (request, field) in [
        (new_key(&["nothing"]), "permissions"),
        (new_key(&["users:delete"]), "permissions"),
        (
            NewApiKey {
                expires_at: Some(past),
                ..new_key(&[])
            },
            "expires_at",
        ),
        (
            NewApiKey {
                purpose: Some(String::new()),
                ..new_key(&[])
            },
            "purpose",
        ),
        (
            NewApiKey {
                client_id: Some("usr_00000000000000000000000008".to_owned()),
                ..new_key(&[])
            },
            "client_id",
        ),
    ] {
        let refused = tenant.issue_api_key(request, &context()).await;
        let Err(ApiKeyError::Invalid(faults)) = refused else {
            panic!("{field}: {refused:?}");
        };
        assert_eq!(faults[0].field, field);
    }
    let keys = tenant.list_api_keys(&PageRequest::new(50, None)).await;
    assert!(keys.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_use_is_written_with_the_next_flush_and_once_a_minute() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let issued = issue(&tenant, new_key(&["users:read"])).await;
    assert_eq!(stored(&tenant, &issued).await.last_used_at, None);
    let first = installation.now();
    opens(&tenant, &issued).await;
    installation.workers.flush().await.unwrap();
    assert_eq!(stored(&tenant, &issued).await.last_used_at, Some(first));
    for (millis, seen) in [(59_000, false), (1_000, true)] {
        installation.clock.advance_millis(millis);
        opens(&tenant, &issued).await;
        installation.workers.flush().await.unwrap();
        let used = stored(&tenant, &issued).await.last_used_at.unwrap();
        assert_eq!(used == installation.now(), seen);
    }
    assert_eq!(count_events(&tenant, "api_key.issued").await, 1);
}

#[tokio::test]
async fn nobody_gives_a_role_that_holds_more_than_they_do() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    tenant
        .create_role("writer", &["articles:write"], &context())
        .await
        .unwrap();
    let tenant = installation.tenant("acme").await;
    let lacks = |held: &[&str], roles: &[&str]| {
        let held = held.iter().map(|&text| text.to_owned()).collect();
        let roles: Vec<String> = roles.iter().map(|&text| text.to_owned()).collect();
        tenant.lacks_to_give(&held, &roles)
    };
    assert_eq!(lacks(&["users:write"], &[]), None);
    assert_eq!(lacks(&["users:write"], &["member"]), None);
    for role in ["writer", "admin", "owner"] {
        assert_eq!(lacks(&["users:write"], &[role]).unwrap(), "roles:write");
        assert!(lacks(&["users:write", "roles:write"], &[role]).is_some());
    }
    assert_eq!(lacks(&["roles:write", "articles:write"], &["writer"]), None);
    let catalogue = authnex_core::role::CATALOGUE.map(|(name, _)| name);
    assert_eq!(lacks(&catalogue, &["owner"]), None);
    let admin: Vec<&str> = catalogue
        .into_iter()
        .filter(|name| *name != "tenant:write")
        .collect();
    assert_eq!(lacks(&admin, &["admin"]), None);
    assert_eq!(lacks(&admin, &["owner"]).unwrap(), "tenant:write");
}
