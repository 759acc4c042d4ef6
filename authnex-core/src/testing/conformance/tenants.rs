use super::{
    race::{RACERS, race},
    world::{World, keep},
};
use crate::{
    foundation::{PageRequest, TenantScope},
    keyring::Sealed,
    policy::PolicyOverrides,
    tenant::{Branding, PlanName, Slug, Tenant, TenantDetails, TenantState},
    testing::{new_tenant, tenant_of, tenant_scope},
};

async fn stored(world: &World, slug: &Slug) -> Option<Tenant> {
    let reader = world.store.platform_reader(world.platform());
    reader.find_tenant(slug).await.unwrap()
}

/// Claims a slug; `false` if it is taken.
async fn make(world: &World, slug: &str) -> bool {
    let new = new_tenant(world.id(), slug, world.now());
    let scope = tenant_scope(&tenant_of(&new));
    keep!(world, &scope, [new], |unit| unit.insert_tenant(&new))
}

async fn state_of(world: &World, scope: &TenantScope) -> (TenantState, i64) {
    let tenant = stored(world, &scope.snapshot().tenant.slug).await.unwrap();
    (tenant.state, tenant.version)
}

/// Tenants: one slug each, changed by whoever saw the last version. And the installation's own values.
///
/// # Panics
/// When the store breaks a promise.
pub async fn tenants(world: &World) {
    is_found_as_made(world).await;
    one_racer_gets_the_slug(world).await;
    changes_are_guarded(world).await;
    pages_go_by_slug(world).await;
    one_secret_stays(world).await;
    what_is_remembered_is_found(world).await;
}

async fn is_found_as_made(world: &World) {
    let scope = world.tenant().await;
    let made = &scope.snapshot().tenant;
    let found = stored(world, &made.slug).await.unwrap();
    assert_eq!(format!("{found:?}"), format!("{made:?}"));
    assert_eq!(found.data_key.as_bytes(), made.data_key.as_bytes());
    let reader = world.store.platform_reader(world.platform());
    assert_eq!(reader.tenant_version(made.id).await.unwrap(), Some(1));
    let nobody = Slug::parse(&world.word()).unwrap();
    assert!(stored(world, &nobody).await.is_none());
    assert!(!make(world, made.slug.as_str()).await, "the slug is taken");
}

async fn one_racer_gets_the_slug(world: &World) {
    let slug = world.word();
    let outcomes = race(world, |world| {
        let slug = slug.clone();
        async move { make(&world, &slug).await }
    })
    .await;
    let made = outcomes.iter().filter(|made| **made).count();
    assert_eq!((made, outcomes.len()), (1, RACERS));
}

async fn changes_are_guarded(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let now = world.now();
    let (active, suspended) = (TenantState::Active, TenantState::Suspended);
    for changes in [true, false] {
        let changed = keep!(world, &scope, [now], |unit| unit
            .set_state(active, suspended, now));
        assert_eq!(changed, changes);
    }
    assert_eq!(state_of(world, &scope).await, (suspended, 2));
    let overrides = PolicyOverrides {
        lockout_failures: Some(5),
        allowed_email_domains: Some(vec!["example.com".to_owned()]),
        ..PolicyOverrides::default()
    };
    for (version, changes) in [(1, false), (2, true), (2, false)] {
        let changed = keep!(world, &scope, [overrides, now], |unit| unit.set_overrides(
            version,
            (&overrides, Some(now)),
            now
        ));
        assert_eq!(changed, changes, "version {version}");
    }
    let found = stored(world, &scope.snapshot().tenant.slug).await.unwrap();
    assert_eq!((found.overrides, found.version), (overrides, 3));
    keep!(world, &scope, [now], |unit| unit.raise_version(now));
    assert_eq!(state_of(world, &scope).await, (suspended, 4));
    let details = TenantDetails {
        name: "Acme & Sons".to_owned(),
        plan: PlanName::parse("team").unwrap(),
        branding: Branding {
            accent_color: Some("#0d6371".to_owned()),
            support_uri: Some("https://acme.example/help".to_owned()),
            ..Branding::default()
        },
    };
    for (version, changes) in [(3, false), (4, true), (4, false)] {
        let changed = keep!(world, &scope, [details, now], |unit| unit
            .set_details(version, &details, now));
        assert_eq!(changed, changes, "version {version}");
    }
    let found = stored(world, &scope.snapshot().tenant.slug).await.unwrap();
    assert_eq!((found.name, found.plan), (details.name, details.plan));
    assert_eq!(found.branding, details.branding);
    assert_eq!(found.version, 5);
    assert_eq!(state_of(world, &other).await, (active, 1));
}

async fn pages_go_by_slug(world: &World) {
    let stem = world.word();
    let slugs: Vec<_> = ["a", "b", "c"].map(|end| format!("{stem}-{end}")).into();
    for slug in slugs.iter().rev() {
        assert!(make(world, slug).await);
    }
    let reader = world.store.platform_reader(world.platform());
    let mut after = Slug::parse(&stem).unwrap();
    let mut listed = Vec::new();
    while listed.len() < slugs.len() {
        let page = PageRequest::new(1, Some(after));
        let rows = reader.list_tenants(&page).await.unwrap();
        assert!(rows.len() <= 2, "one more than the page holds, at most");
        after = rows.first().unwrap().slug.clone();
        listed.push(after.to_string());
    }
    assert_eq!(listed, slugs);
}

async fn what_is_remembered_is_found(world: &World) {
    let scope = world.tenant().await;
    let (name, other) = (world.word(), world.word());
    for first in [true, false] {
        let value = if first { "one" } else { "two" };
        let kept = keep!(world, &scope, [name], |unit| unit
            .remember_first(&name, value));
        assert_eq!(kept, first);
    }
    let reader = world.store.platform_reader(world.platform());
    assert_eq!(reader.remembered(&name).await.unwrap().unwrap(), "one");
    for value in ["three", "four"] {
        keep!(world, &scope, [name], |unit| unit.remember(&name, value));
        assert_eq!(reader.remembered(&name).await.unwrap().unwrap(), value);
    }
    assert!(reader.remembered(&other).await.unwrap().is_none());
}

async fn one_secret_stays(world: &World) {
    let scope = world.tenant().await;
    let (first, second) = (
        Sealed::from_bytes(world.bytes().to_vec()),
        Sealed::from_bytes(world.bytes().to_vec()),
    );
    let reader = world.store.platform_reader(world.platform());
    let there = reader.instance_secret().await.unwrap();
    let kept = keep!(world, &scope, [first], |unit| unit
        .insert_instance_secret(&first));
    assert_eq!(kept, there.is_none());
    let kept = keep!(world, &scope, [second], |unit| unit
        .insert_instance_secret(&second));
    assert!(!kept);
    let now = reader.instance_secret().await.unwrap().unwrap();
    assert_eq!(now.as_bytes(), there.unwrap_or(first).as_bytes());
}
