//! Roles of a tenant's own, and who has which.

use authnex_core::{
    TenantHandle,
    flow::{RoleChangeError, SignedIn},
};

use super::installation::{
    Installation, PASSWORD, add_user, context, count_events, owner_session, try_sign_in,
};

const BEN: &str = "ben@acme.example";

async fn permissions(tenant: &TenantHandle, open: &SignedIn) -> Vec<String> {
    let token = open.session_token.expose();
    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    who.permissions.into_iter().collect()
}

#[tokio::test]
async fn a_role_of_the_tenants_own_gives_what_it_holds_and_the_owner_holds_it_too() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let ben = add_user(&tenant, BEN).await;
    let bens = try_sign_in(&tenant, BEN, PASSWORD).await.unwrap();
    let owners = owner_session(&tenant).await;
    let held = ["articles:write", "users:read"];
    tenant
        .create_role("writer", &held, &context())
        .await
        .unwrap();
    assert!(
        tenant
            .assign_role(ben.id, "writer", &context())
            .await
            .unwrap()
    );
    assert!(
        !tenant
            .assign_role(ben.id, "writer", &context())
            .await
            .unwrap()
    );

    let tenant = installation.tenant("acme").await;
    assert_eq!(permissions(&tenant, &bens).await, held);
    assert!(
        permissions(&tenant, &owners)
            .await
            .contains(&"articles:write".to_owned())
    );

    assert!(
        tenant
            .unassign_role(ben.id, "writer", &context())
            .await
            .unwrap()
    );
    assert!(
        !tenant
            .unassign_role(ben.id, "writer", &context())
            .await
            .unwrap()
    );
    assert!(permissions(&tenant, &bens).await.is_empty());
    for kind in ["role.created", "role.assigned", "role.unassigned"] {
        assert_eq!(count_events(&tenant, kind).await, 1, "{kind}");
    }
}

#[tokio::test]
async fn a_role_with_a_bad_name_a_bad_permission_or_a_name_that_is_taken_is_not_made() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let make = |name: &'static str, permissions: &'static [&'static str]| {
        let tenant = tenant.clone();
        async move { tenant.create_role(name, permissions, &context()).await }
    };
    assert!(matches!(
        make("No Role", &[]).await,
        Err(RoleChangeError::Name(_))
    ));
    assert!(matches!(
        make("owner", &[]).await,
        Err(RoleChangeError::Taken)
    ));
    for permission in ["articles", "users:delete", "openid:read"] {
        let list: &'static [&'static str] = match permission {
            "articles" => &["articles"],
            "users:delete" => &["users:read", "users:delete"],
            _ => &["openid:read"],
        };
        let refused = make("writer", list).await;
        assert!(
            matches!(&refused, Err(RoleChangeError::Permission { name, .. }) if name == permission),
            "{refused:?}"
        );
    }
    make("writer", &["articles:write"]).await.unwrap();
    assert!(matches!(
        make("writer", &[]).await,
        Err(RoleChangeError::Taken)
    ));
    assert_eq!(count_events(&tenant, "role.created").await, 1);
}

#[tokio::test]
async fn only_a_role_and_a_user_of_this_tenant_go_together() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let ben = add_user(&tenant, BEN).await;
    let stranger = add_user(&other, BEN).await;
    other
        .create_role("writer", &["articles:write"], &context())
        .await
        .unwrap();
    let unknown = tenant.assign_role(ben.id, "writer", &context()).await;
    assert!(matches!(unknown, Err(RoleChangeError::UnknownRole)));
    let unknown = tenant.assign_role(stranger.id, "admin", &context()).await;
    assert!(matches!(unknown, Err(RoleChangeError::UnknownUser)));
    let unknown = tenant.unassign_role(stranger.id, "owner", &context()).await;
    assert!(matches!(unknown, Err(RoleChangeError::UnknownUser)));
}
