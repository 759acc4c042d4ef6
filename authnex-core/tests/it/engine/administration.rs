//! What one user does to others: never to the last owner, and not what ends the own account.

use authnex_core::{
    TenantHandle,
    flow::{ChangeRoleError, UpdateUserError, UserChangeError, UserUpdate},
    foundation::{Actor, RequestContext, UserId},
    user::UserStatus,
};

use super::installation::{
    Installation, OWNER, PASSWORD, add_user, context, count_events, events, owner_session, race,
    try_sign_in,
};

const BEN: &str = "ben@acme.example";

async fn owner_id(tenant: &TenantHandle) -> UserId {
    tenant.find_user(OWNER).await.unwrap().unwrap().id
}

fn only(roles: &[&str]) -> UserUpdate {
    UserUpdate {
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        takes_other_roles: true,
        ..UserUpdate::default()
    }
}

#[tokio::test]
async fn the_last_owner_is_neither_suspended_nor_deleted_nor_demoted() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let owner = owner_id(&tenant).await;
    add_user(&tenant, BEN).await;
    let before = events(&tenant).await.len();
    let suspended = tenant
        .change_user_status(owner, UserStatus::Suspended, &context())
        .await;
    assert!(matches!(suspended, Err(UserChangeError::LastOwner)));
    let deleted = tenant.delete_user(owner, None, &context()).await;
    assert!(matches!(deleted, Err(UserChangeError::LastOwner)));
    let demoted = tenant
        .update_user(owner, only(&["admin"]), &context())
        .await;
    assert!(matches!(demoted, Err(UpdateUserError::LastOwner)));
    assert_eq!(tenant.role_names(owner).await.unwrap(), ["owner"]);
    assert_eq!(events(&tenant).await.len(), before, "nothing was noted");
    // What gives a role without taking one does no harm.
    let given = UserUpdate {
        roles: vec!["admin".to_owned()],
        ..UserUpdate::default()
    };
    tenant.update_user(owner, given, &context()).await.unwrap();
    assert_eq!(tenant.role_names(owner).await.unwrap(), ["admin", "owner"]);
}

/// Owners who all go at once: one stays, whoever it is.
#[tokio::test]
async fn of_many_owners_who_go_at_once_one_stays() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let mut owners = vec![owner_id(&tenant).await];
    for number in 1..super::installation::RACERS {
        let email = format!("owner{number}@acme.example");
        let mut new = super::installation::user_by_operator(&email);
        new.password = None;
        new.roles = vec!["owner".to_owned()];
        owners.push(tenant.create_user(new, &context()).await.unwrap().id);
    }
    let refused = race(|number| {
        let (tenant, owner) = (tenant.clone(), owners[number]);
        async move {
            let answer = match number % 3 {
                0 => tenant.delete_user(owner, None, &context()).await,
                1 => tenant
                    .change_user_status(owner, UserStatus::Suspended, &context())
                    .await
                    .map(drop),
                _ => match tenant.update_user(owner, only(&[]), &context()).await {
                    Ok(_) => Ok(()),
                    Err(UpdateUserError::LastOwner) => Err(UserChangeError::LastOwner),
                    Err(error) => panic!("{error}"),
                },
            };
            match answer {
                Ok(()) => false,
                Err(UserChangeError::LastOwner) => true,
                Err(error) => panic!("{error}"),
            }
        }
    })
    .await;
    assert_eq!(refused.iter().filter(|refused| **refused).count(), 1);
}

#[tokio::test]
async fn nobody_ends_the_own_account() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let session = owner_session(&tenant).await;
    let token = session.session_token.expose();
    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    let ben = add_user(&tenant, BEN).await;
    tenant
        .assign_role(ben.id, "owner", &context())
        .await
        .unwrap();
    let own = RequestContext::by(who.actor());
    let id = who.user.id;
    let refused = [
        tenant
            .change_user_status(id, UserStatus::Suspended, &own)
            .await
            .map(drop),
        tenant.delete_user(id, None, &own).await,
        tenant.force_password_change(id, &own).await,
    ];
    for refused in refused {
        assert!(matches!(refused, Err(UserChangeError::Own)));
    }
    assert!(matches!(own.actor, Actor::User { user, .. } if user == id));
    tenant.delete_user(ben.id, None, &own).await.unwrap();
}

#[tokio::test]
async fn a_deleted_user_leaves_the_trail_and_nothing_else() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let ben = add_user(&tenant, BEN).await;
    let session = try_sign_in(&tenant, BEN, PASSWORD).await.unwrap();
    let token = session.session_token.expose();
    let seen = Some(ben.updated_at.plus_seconds(1));
    let changed = tenant.delete_user(ben.id, seen, &context()).await;
    assert!(matches!(changed, Err(UserChangeError::Changed)));
    tenant
        .delete_user(ben.id, Some(ben.updated_at), &context())
        .await
        .unwrap();
    assert!(tenant.user(ben.id).await.unwrap().is_none());
    assert!(tenant.authenticate_session(token).await.unwrap().is_none());
    assert!(try_sign_in(&tenant, BEN, PASSWORD).await.is_err());
    assert_eq!(count_events(&tenant, "user.deleted").await, 1);
    let again = tenant.delete_user(ben.id, None, &context()).await;
    assert!(matches!(again, Err(UserChangeError::Unknown)));
    add_user(&tenant, BEN).await;
}

#[tokio::test]
async fn a_change_by_an_older_sight_is_refused_whatever_came_between() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let ben = add_user(&tenant, BEN).await;
    let by = |seen, name: &str| UserUpdate {
        name: Some(name.to_owned()),
        seen_at: Some(seen),
        ..UserUpdate::default()
    };
    let current = async || tenant.user(ben.id).await.unwrap().unwrap().updated_at;
    // Within one moment of the clock each change is another version: facts, and roles in both ways.
    let first = by(ben.updated_at, "Ben");
    tenant.update_user(ben.id, first, &context()).await.unwrap();
    let seen = current().await;
    assert_ne!(seen, ben.updated_at);
    let late = by(ben.updated_at, "Late");
    let refused = tenant.update_user(ben.id, late, &context()).await;
    assert!(matches!(refused, Err(UpdateUserError::Changed)));
    tenant
        .assign_role(ben.id, "admin", &context())
        .await
        .unwrap();
    let given = current().await;
    assert_ne!(given, seen);
    tenant
        .update_user(ben.id, only(&[]), &context())
        .await
        .unwrap();
    assert_ne!(current().await, given);
    assert_eq!(tenant.role_names(ben.id).await.unwrap(), ["member"]);
}

#[tokio::test]
async fn a_forced_change_ends_sessions_and_leaves_one_event() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let ben = add_user(&tenant, BEN).await;
    let session = try_sign_in(&tenant, BEN, PASSWORD).await.unwrap();
    let token = session.session_token.expose();
    tenant
        .force_password_change(ben.id, &context())
        .await
        .unwrap();
    assert!(tenant.authenticate_session(token).await.unwrap().is_none());
    assert_eq!(count_events(&tenant, "password.change_forced").await, 1);
}

#[tokio::test]
async fn a_role_goes_when_nobody_has_it_and_who_does_is_named() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let id = tenant
        .create_role("writer", &["articles:write"], &context())
        .await
        .unwrap();
    for number in 0..6 {
        let user = add_user(&tenant, &format!("user{number}@acme.example")).await;
        tenant
            .assign_role(user.id, "writer", &context())
            .await
            .unwrap();
    }
    let refused = tenant.delete_role(id, None, &context()).await;
    let Err(ChangeRoleError::InUse { holders, more }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((holders.len(), more), (5, true));
    let owner = tenant.list_roles().await.unwrap();
    let owner = owner.iter().find(|role| role.name.as_str() == "owner");
    let refused = tenant
        .delete_role(owner.unwrap().id, None, &context())
        .await;
    assert!(matches!(refused, Err(ChangeRoleError::System)));
    assert_eq!(count_events(&tenant, "role.deleted").await, 0);
}
