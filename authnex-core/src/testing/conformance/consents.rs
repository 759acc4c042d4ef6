use super::world::{World, keep};
use crate::{
    foundation::{ClientId, PageRequest, TenantScope, UserId},
    oauth::{Consent, ScopeSet},
};

async fn give(world: &World, scope: &TenantScope, user: UserId, client: ClientId, words: &str) {
    let consent = Consent {
        user,
        client,
        scope: ScopeSet::parse(words),
        granted_at: world.now(),
    };
    keep!(world, scope, [consent], |unit| unit.put_consent(&consent));
}

async fn standing(
    world: &World,
    scope: &TenantScope,
    user: UserId,
    client: ClientId,
) -> Option<String> {
    let found = world.reader(scope).find_consent(user, client).await;
    found.unwrap().map(|consent| consent.scope.to_string())
}

/// Consents: one for each user and client, replaced, taken back, listed, and each tenant's own.
///
/// # Panics
/// When the store breaks a promise.
pub async fn consents(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let (user, neighbour) = (world.user(&scope).await, world.user(&scope).await);
    let one = ClientId::from_uuid(world.id());
    let two = ClientId::from_uuid(world.id());
    assert_eq!(standing(world, &scope, user, one).await, None);
    give(world, &scope, user, one, "openid").await;
    give(world, &scope, user, one, "email openid").await;
    give(world, &scope, user, two, "openid").await;
    assert_eq!(
        standing(world, &scope, user, one).await.as_deref(),
        Some("email openid")
    );
    assert_eq!(standing(world, &scope, neighbour, one).await, None);
    assert_eq!(standing(world, &other, user, one).await, None);
    let listed = async |after: Option<ClientId>| {
        let page = PageRequest::new(1, after);
        let rows = world.reader(&scope).list_consents(user, &page).await;
        let rows = rows.unwrap().into_iter().map(|consent| consent.client);
        rows.collect::<Vec<_>>()
    };
    assert_eq!(
        listed(None).await,
        [one, two],
        "one more than the page holds"
    );
    assert_eq!(listed(Some(one)).await, [two]);
    let now = world.now();
    for revoked in [true, false] {
        let done = keep!(world, &scope, [user, one, now], |unit| unit
            .revoke_consent(user, one, now));
        assert_eq!(done, revoked);
    }
    assert_eq!(standing(world, &scope, user, one).await, None);
    assert_eq!(listed(None).await, [two]);
    give(world, &scope, user, one, "profile").await;
    assert_eq!(
        standing(world, &scope, user, one).await.as_deref(),
        Some("profile"),
        "given anew"
    );
}
