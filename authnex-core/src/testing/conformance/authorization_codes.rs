use super::{
    race::{assert_one_winner, race},
    world::{World, keep},
};
use crate::{
    foundation::{ClientId, FamilyId, SessionId, TenantScope, TokenHash, UserId},
    oauth::{AuthorizationCode, ClaimsRequest, Granted, NewAuthorizationCode, ScopeSet},
    store::Consumed,
};

fn new_code(world: &World, user: UserId) -> NewAuthorizationCode {
    let client = ClientId::from_uuid(world.id());
    let now = world.now();
    NewAuthorizationCode {
        hash: world.hash(),
        code: AuthorizationCode {
            client,
            user,
            session: SessionId::from_uuid(world.id()),
            family: FamilyId::from_uuid(world.id()),
            redirect_uri: Some("https://rp.example/cb".to_owned()),
            challenge: Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned()),
            nonce: None,
            granted: Granted {
                client,
                scope: ScopeSet::parse("openid orders:read"),
                resources: vec!["https://api.example".to_owned()],
                claims: ClaimsRequest::default(),
                acr: "one".to_owned(),
            },
            amr: "pwd".to_owned(),
            auth_time: now,
            created_at: now,
            expires_at: now.plus_seconds(AuthorizationCode::LIFE_SECONDS),
            used_at: None,
        },
    }
}

async fn issue(world: &World, scope: &TenantScope) -> NewAuthorizationCode {
    let user = world.user(scope).await;
    let new = new_code(world, user);
    keep!(world, scope, [new], |unit| unit
        .insert_authorization_code(&new));
    new
}

async fn consume(
    world: &World,
    scope: &TenantScope,
    hash: TokenHash,
) -> Consumed<AuthorizationCode> {
    let now = world.now();
    let kept = now.plus_seconds(1_000);
    keep!(world, scope, [hash, now, kept], |unit| unit
        .consume_authorization_code(&hash, now, kept))
}

/// Authorization codes: kept whole, used once, in their time and tenant.
///
/// # Panics
/// When the store breaks a promise.
pub async fn authorization_codes(world: &World) {
    is_used_once(world).await;
    not_after_its_time(world).await;
    not_in_another_tenant(world).await;
    one_racer_wins(world).await;
}

async fn is_used_once(world: &World) {
    let scope = world.tenant().await;
    let new = issue(world, &scope).await;
    let found = world
        .reader(&scope)
        .find_authorization_code(&new.hash)
        .await;
    assert_eq!(found.unwrap().as_ref(), Some(&new.code));
    let used = AuthorizationCode {
        used_at: Some(world.now()),
        ..new.code.clone()
    };
    assert!(matches!(consume(world, &scope, new.hash).await, Consumed::Won(code) if code == used));
    world.clock.advance(61);
    assert!(
        matches!(consume(world, &scope, new.hash).await, Consumed::Spent(code) if code == used),
        "a used code stays used after its time"
    );
    let unknown = consume(world, &scope, world.hash()).await;
    assert!(matches!(unknown, Consumed::Absent));
}

async fn not_after_its_time(world: &World) {
    let scope = world.tenant().await;
    let new = issue(world, &scope).await;
    world.clock.advance(AuthorizationCode::LIFE_SECONDS);
    assert!(matches!(
        consume(world, &scope, new.hash).await,
        Consumed::Absent
    ));
}

async fn not_in_another_tenant(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let new = issue(world, &one).await;
    let found = world.reader(&two).find_authorization_code(&new.hash).await;
    assert!(found.unwrap().is_none());
    assert!(matches!(
        consume(world, &two, new.hash).await,
        Consumed::Absent
    ));
    assert!(matches!(
        consume(world, &one, new.hash).await,
        Consumed::Won(_)
    ));
}

pub(super) async fn one_racer_wins(world: &World) {
    let scope = world.tenant().await;
    let hash = issue(world, &scope).await.hash;
    let outcomes = race(world, |world| {
        let scope = scope.clone();
        async move { consume(&world, &scope, hash).await }
    })
    .await;
    assert_one_winner(&outcomes);
}
