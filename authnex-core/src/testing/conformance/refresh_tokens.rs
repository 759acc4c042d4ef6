use super::{
    race::{assert_one_winner, race},
    world::{World, keep},
};
use crate::{
    foundation::{ClientId, FamilyId, PageRequest, SessionId, TenantScope, TokenHash, UserId},
    keyring::Sealed,
    oauth::{ClaimsRequest, Granted, ScopeSet},
    refresh::{Family, NewRefreshToken, RefreshToken, Rotation},
    store::Consumed,
};

async fn begin(
    world: &World,
    scope: &TenantScope,
    user: UserId,
    session: SessionId,
    offline_access: bool,
) -> FamilyId {
    let family = Family {
        id: FamilyId::from_uuid(world.id()),
        session,
        user,
        client_id: "client".to_owned(),
        resource: Some("https://api.example.com".to_owned()),
        offline_access,
        amr: "pwd".to_owned(),
        auth_time: world.now(),
        created_at: world.now(),
        expires_at: world.now().plus_seconds(1000),
        ended_at: None,
        granted: Some(Granted {
            client: ClientId::from_uuid(world.id()),
            scope: ScopeSet::parse("openid profile"),
            resources: vec!["https://api.example.com".to_owned()],
            claims: ClaimsRequest::default(),
            acr: "urn:authnex:acr:single-factor".to_owned(),
        }),
    };
    let id = family.id;
    keep!(world, scope, [family], |unit| unit.insert_family(&family));
    let found = world.reader(scope).find_family(id).await.unwrap().unwrap();
    assert_eq!(format!("{found:?}"), format!("{family:?}"));
    id
}

async fn issue(
    world: &World,
    scope: &TenantScope,
    family: FamilyId,
    previous: Option<TokenHash>,
) -> TokenHash {
    let new = NewRefreshToken {
        hash: world.hash(),
        family,
        previous,
        created_at: world.now(),
        expires_at: world.now().plus_seconds(100),
    };
    keep!(world, scope, [new], |unit| unit.insert_refresh_token(&new));
    new.hash
}

async fn rotate(world: &World, scope: &TenantScope, hash: TokenHash) -> Consumed<RefreshToken> {
    let rotation = Rotation {
        hash,
        successor: Some(Sealed::from_bytes(b"successor".to_vec())),
        now: world.now(),
    };
    keep!(world, scope, [rotation], |unit| unit
        .rotate_refresh_token(&rotation))
}

async fn has_ended(world: &World, scope: &TenantScope, family: FamilyId) -> bool {
    let found = world.reader(scope).find_family(family).await.unwrap();
    found.unwrap().ended_at.is_some()
}

/// Refresh tokens: each used once, its successor kept until erased, families ended as asked.
///
/// # Panics
/// When the store breaks a promise.
pub async fn refresh_tokens(world: &World) {
    is_used_once(world).await;
    not_after_its_time(world).await;
    not_in_another_tenant(world).await;
    one_racer_wins(world).await;
    families_end(world).await;
    families_end_with_their_client(world).await;
    families_are_listed_by_user(world).await;
}

async fn families_are_listed_by_user(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let (one, two) = (world.user(&scope).await, world.user(&scope).await);
    let mut begun = Vec::new();
    for user in [one, two, one] {
        let session = SessionId::from_uuid(world.id());
        begun.push(begin(world, &scope, user, session, true).await);
    }
    let list = async |scope: &TenantScope, after| {
        let page = PageRequest::new(1, after);
        let rows = world.reader(scope).list_families(one, &page).await;
        rows.unwrap().iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(list(&scope, None).await, [begun[0], begun[2]]);
    assert_eq!(list(&scope, Some(begun[0])).await, [begun[2]]);
    assert!(list(&other, None).await.is_empty());
}

async fn is_used_once(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let family = begin(world, &scope, user, SessionId::from_uuid(world.id()), false).await;
    let previous = world.hash();
    let hash = issue(world, &scope, family, Some(previous)).await;
    let found = world
        .reader(&scope)
        .find_refresh_token(&hash)
        .await
        .unwrap();
    assert!(found.is_some_and(|token| token.used_at.is_none() && token.family == family));
    let now = world.now();
    assert!(matches!(
        rotate(world, &scope, hash).await,
        Consumed::Won(token) if token.family == family && token.previous == Some(previous)
    ));
    world.clock.advance(5);
    assert!(matches!(
        rotate(world, &scope, hash).await,
        Consumed::Spent(RefreshToken { used_at: Some(at), successor: Some(kept), .. })
            if at.since(now).as_secs() == 0 && kept.as_bytes() == b"successor"
    ));
    keep!(world, &scope, [hash], |unit| unit.erase_successor(&hash));
    assert!(matches!(
        rotate(world, &scope, hash).await,
        Consumed::Spent(RefreshToken {
            successor: None,
            ..
        })
    ));
    assert!(matches!(
        rotate(world, &scope, world.hash()).await,
        Consumed::Absent
    ));
}

async fn not_after_its_time(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let family = begin(world, &scope, user, SessionId::from_uuid(world.id()), false).await;
    let hash = issue(world, &scope, family, None).await;
    world.clock.advance(100);
    assert!(matches!(
        rotate(world, &scope, hash).await,
        Consumed::Absent
    ));
}

async fn not_in_another_tenant(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let user = world.user(&one).await;
    let family = begin(world, &one, user, SessionId::from_uuid(world.id()), false).await;
    let hash = issue(world, &one, family, None).await;
    assert!(matches!(rotate(world, &two, hash).await, Consumed::Absent));
    let reader = world.reader(&two);
    assert!(reader.find_refresh_token(&hash).await.unwrap().is_none());
    assert!(reader.find_family(family).await.unwrap().is_none());
    let now = world.now();
    assert!(!keep!(world, &two, [family, now], |unit| unit
        .end_family(family, now)));
    assert!(!has_ended(world, &one, family).await);
}

pub(super) async fn one_racer_wins(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let family = begin(world, &scope, user, SessionId::from_uuid(world.id()), false).await;
    let hash = issue(world, &scope, family, None).await;
    let outcomes = race(world, |world| {
        let scope = scope.clone();
        async move { rotate(&world, &scope, hash).await }
    });
    assert_one_winner(&outcomes.await);
}

async fn families_end_with_their_client(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let (user, theirs) = (world.user(&scope).await, world.user(&other).await);
    let session = SessionId::from_uuid(world.id());
    let family = begin(world, &scope, user, session, true).await;
    let elsewhere = begin(world, &other, theirs, session, true).await;
    let now = world.now();
    for (client_id, ends) in [("other", 0), ("client", 1), ("client", 0)] {
        let ended = keep!(world, &scope, [now], |unit| unit
            .end_families_of_client(client_id, now));
        assert_eq!(ended, ends, "{client_id}");
    }
    assert!(has_ended(world, &scope, family).await);
    assert!(!has_ended(world, &other, elsewhere).await);
}

async fn families_end(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let (here, there) = (
        SessionId::from_uuid(world.id()),
        SessionId::from_uuid(world.id()),
    );
    let plain = begin(world, &scope, user, here, false).await;
    let offline = begin(world, &scope, user, here, true).await;
    let elsewhere = begin(world, &scope, user, there, false).await;
    let now = world.now();
    let ended = keep!(world, &scope, [here, now], |unit| unit
        .end_families_of_session(here, now));
    assert_eq!(ended, 1);
    assert!(has_ended(world, &scope, plain).await);
    assert!(
        !has_ended(world, &scope, offline).await,
        "offline access outlives a sign-out"
    );
    let keep = Some(there);
    let ended = keep!(world, &scope, [user, keep, now], |unit| unit
        .end_families_of_user(user, keep, now));
    assert_eq!(ended, 1);
    assert!(has_ended(world, &scope, offline).await);
    assert!(!has_ended(world, &scope, elsewhere).await);
    for ends in [true, false] {
        let ended = keep!(world, &scope, [elsewhere, now], |unit| unit
            .end_family(elsewhere, now));
        assert_eq!(ended, ends);
    }
    let rest = keep!(world, &scope, [user, now], |unit| unit
        .end_families_of_user(user, None, now));
    assert_eq!(rest, 0);
}
