use super::{
    race::{assert_one_winner, race},
    world::{World, keep},
};
use crate::{
    foundation::{InviteId, PageRequest, TenantScope, TokenHash, UserId},
    invite::{Invite, InviteState, NewInvite, Renewal},
    role::RoleName,
    store::Consumed,
    user::Email,
};

async fn invite(world: &World, scope: &TenantScope) -> NewInvite {
    let new = NewInvite {
        id: InviteId::from_uuid(world.id()),
        token: world.hash(),
        email: Email::parse(&format!("{}@Example.test", world.word())).unwrap(),
        name: Some("Ada \u{202e}L\u{fc}dke".to_owned()),
        roles: vec![
            RoleName::parse("admin").unwrap(),
            RoleName::parse("member").unwrap(),
        ],
        created_at: world.now(),
        expires_at: world.now().plus_seconds(600),
    };
    keep!(world, scope, [new], |unit| unit.insert_invite(&new));
    new
}

async fn accept(world: &World, scope: &TenantScope, token: TokenHash) -> Consumed<Invite> {
    let (user, now) = (UserId::from_uuid(world.id()), world.now());
    keep!(world, scope, [token, user, now], |unit| unit
        .accept_invite(&token, user, now))
}

async fn stored(world: &World, scope: &TenantScope, id: InviteId) -> Option<Invite> {
    world.reader(scope).find_invite(id).await.unwrap()
}

/// Invitations: accepted once, in their time, by the token that was sent last, in their tenant.
///
/// # Panics
/// When the store breaks a promise.
pub async fn invites(world: &World) {
    accepted_once_and_then_spent(world).await;
    another_token_ends_the_old_one(world).await;
    taken_back_is_over(world).await;
    not_after_its_time(world).await;
    listed_by_id(world).await;
    one_racer_wins(world).await;
}

async fn accepted_once_and_then_spent(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let new = invite(world, &scope).await;
    let found = stored(world, &scope, new.id).await.unwrap();
    assert_eq!(found.email.as_str(), new.email.as_str());
    assert_eq!((&found.name, &found.roles), (&new.name, &new.roles));
    assert_eq!(found.state(world.now()), InviteState::Pending);
    assert!(stored(world, &other, new.id).await.is_none());
    let reader = world.reader(&scope);
    let pending = reader.find_pending_invite(&new.email, world.now()).await;
    assert_eq!(pending.unwrap().map(|invite| invite.id), Some(new.id));
    assert!(matches!(
        accept(world, &other, new.token).await,
        Consumed::Absent
    ));
    let won = accept(world, &scope, new.token).await;
    assert!(
        matches!(&won, Consumed::Won(invite) if invite.state(world.now()) == InviteState::Accepted)
    );
    let winner = stored(world, &scope, new.id).await.unwrap().user;
    assert!(winner.is_some());
    let spent = accept(world, &scope, new.token).await;
    assert!(matches!(spent, Consumed::Spent(again) if again.user == winner));
    let pending = reader.find_pending_invite(&new.email, world.now()).await;
    assert!(pending.unwrap().is_none());
    let by_token = reader.find_invite_by_token(&new.token, world.now()).await;
    assert!(by_token.unwrap().is_none());
}

async fn another_token_ends_the_old_one(world: &World) {
    let scope = world.tenant().await;
    let new = invite(world, &scope).await;
    world.clock.advance(601);
    let renewal = Renewal {
        id: new.id,
        token: world.hash(),
        sent_at: world.now(),
        expires_at: world.now().plus_seconds(600),
    };
    let token = renewal.token;
    let renewed = keep!(world, &scope, [renewal], |unit| unit.renew_invite(&renewal));
    assert!(renewed, "also one whose time is over is sent again");
    assert!(matches!(
        accept(world, &scope, new.token).await,
        Consumed::Absent
    ));
    let won = accept(world, &scope, token).await;
    assert!(matches!(won, Consumed::Won(invite) if invite.id == new.id));
    let late = Renewal {
        id: new.id,
        token: world.hash(),
        sent_at: world.now(),
        expires_at: world.now().plus_seconds(600),
    };
    assert!(!keep!(world, &scope, [late], |unit| unit.renew_invite(&late)));
}

async fn taken_back_is_over(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let new = invite(world, &scope).await;
    let (id, now) = (new.id, world.now());
    assert!(!keep!(world, &other, [id, now], |unit| unit.revoke_invite(id, now)));
    assert!(keep!(world, &scope, [id, now], |unit| unit.revoke_invite(id, now)));
    assert!(!keep!(world, &scope, [id, now], |unit| unit.revoke_invite(id, now)));
    assert!(matches!(
        accept(world, &scope, new.token).await,
        Consumed::Absent
    ));
    let found = stored(world, &scope, new.id).await.unwrap();
    assert_eq!(found.state(now), InviteState::Revoked);
}

async fn not_after_its_time(world: &World) {
    let scope = world.tenant().await;
    let new = invite(world, &scope).await;
    world.clock.advance(600);
    assert!(matches!(
        accept(world, &scope, new.token).await,
        Consumed::Absent
    ));
    let found = stored(world, &scope, new.id).await.unwrap();
    assert_eq!(found.state(world.now()), InviteState::Expired);
}

async fn listed_by_id(world: &World) {
    let scope = world.tenant().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(invite(world, &scope).await.id);
    }
    let page = PageRequest::new(10, None);
    let listed = world.reader(&scope).list_invites(&page).await.unwrap();
    let listed: Vec<InviteId> = listed.iter().map(|invite| invite.id).collect();
    assert_eq!(listed, ids);
}

pub(super) async fn one_racer_wins(world: &World) {
    let scope = world.tenant().await;
    let token = invite(world, &scope).await.token;
    let outcomes = race(world, |world| {
        let scope = scope.clone();
        async move { accept(&world, &scope, token).await }
    });
    assert_one_winner(&outcomes.await);
}
