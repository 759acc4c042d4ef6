use super::world::{World, keep, unit};
use crate::{
    foundation::{PageRequest, TenantScope},
    store::Verdict,
    tenant::{Slug, Tenant, TenantState},
    testing::{new_tenant, tenant_of, tenant_scope},
};

/// A tenant with rows: two users with a session each, so that some hang on others.
async fn furnished(world: &World) -> TenantScope {
    let scope = world.tenant().await;
    for _ in 0..2 {
        let user = world.user(&scope).await;
        world.session(&scope, user).await;
    }
    scope
}

async fn stored(world: &World, scope: &TenantScope) -> Option<Tenant> {
    let reader = world.store.platform_reader(world.platform());
    let slug = &scope.snapshot().tenant.slug;
    reader.find_tenant(slug).await.unwrap()
}

async fn users_of(world: &World, scope: &TenantScope) -> usize {
    let page = PageRequest::new(10, None);
    world.reader(scope).list_users(&page).await.unwrap().len()
}

async fn mark(world: &World, scope: &TenantScope) {
    let (now, from, to) = (
        world.now(),
        TenantState::Active,
        TenantState::DeletionRequested,
    );
    assert!(keep!(world, scope, [now], |unit| unit.set_state(from, to, now)));
}

/// Erasing a tenant: in bounded steps, without touching another one, and for good.
///
/// # Panics
/// When the store breaks a promise.
pub async fn erasure(world: &World) {
    wants_the_deletion_requested(world).await;
    goes_in_bounded_steps(world).await;
    sign_ins_go_and_users_stay(world).await;
    leaves_a_tombstone(world).await;
}

async fn wants_the_deletion_requested(world: &World) {
    let scope = furnished(world).await;
    let (now, slug) = (world.now(), scope.snapshot().tenant.slug.clone());
    assert!(!keep!(world, &scope, [now], |unit| unit.destroy_data_key(now)));
    let buried = unit!(world, &scope, [slug, now], |unit| unit
        .bury(&slug, now)
        .await
        .map(Verdict::Rollback));
    assert!(!buried.unwrap());
    let there = stored(world, &scope).await.unwrap();
    assert!(!there.is_shredded());
    mark(world, &scope).await;
    assert!(keep!(world, &scope, [now], |unit| unit.destroy_data_key(now)));
    let shredded = stored(world, &scope).await.unwrap();
    assert!(shredded.is_shredded());
    assert!(
        shredded.version > there.version,
        "other processes hear of it"
    );
}

async fn goes_in_bounded_steps(world: &World) {
    let (scope, other) = (furnished(world).await, furnished(world).await);
    mark(world, &scope).await;
    let limit = 3;
    let mut all = 0;
    loop {
        let gone = keep!(world, &scope, [limit], |unit| unit.erase_rows(limit));
        assert!(gone <= u64::from(limit), "{gone} rows in a unit");
        if gone == 0 {
            break;
        }
        all += gone;
    }
    assert_eq!(all, 4, "two users and their sessions");
    assert_eq!(users_of(world, &scope).await, 0);
    assert_eq!(users_of(world, &other).await, 2);
}

async fn sign_ins_go_and_users_stay(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let mut opened = Vec::new();
    for scope in [&scope, &other] {
        let user = world.user(scope).await;
        opened.push(world.session(scope, user).await.1);
    }
    for gone in [1, 0] {
        let erased = keep!(world, &scope, [], |unit| unit.erase_sign_ins(10));
        assert_eq!(erased, gone);
    }
    assert_eq!(users_of(world, &scope).await, 1);
    for (scope, token, live) in [(&scope, &opened[0], false), (&other, &opened[1], true)] {
        let found = world.reader(scope).find_session(token, world.now()).await;
        assert_eq!(found.unwrap().is_some(), live);
    }
}

async fn leaves_a_tombstone(world: &World) {
    let scope = furnished(world).await;
    let slug = scope.snapshot().tenant.slug.clone();
    mark(world, &scope).await;
    let now = world.now();
    for buried in [true, false] {
        let was = unit!(world, &scope, [slug, now], |unit| {
            let was = unit.bury(&slug, now).await?;
            Ok(if was {
                Verdict::Commit(was)
            } else {
                Verdict::Rollback(was)
            })
        });
        assert_eq!(was.unwrap(), buried);
    }
    assert!(stored(world, &scope).await.is_none());
    let reader = world.store.platform_reader(world.platform());
    let former = reader.find_former_tenant(&slug).await.unwrap().unwrap();
    assert_eq!((former.id, former.erased_at), (scope.id(), now));
    let unused = Slug::parse(&world.word()).unwrap();
    assert!(reader.find_former_tenant(&unused).await.unwrap().is_none());
    let again = new_tenant(world.id(), slug.as_str(), now);
    let claimed = tenant_scope(&tenant_of(&again));
    let made = unit!(world, &claimed, [again], |unit| unit
        .insert_tenant(&again)
        .await
        .map(Verdict::Rollback));
    assert!(!made.unwrap(), "the slug is not given out again");
}
