use super::{
    race::race,
    world::{World, keep},
};
use crate::{
    foundation::{TenantScope, UserId},
    usage::{Metric, UsageDay, UsageMonth},
};

/// Usage: what is added adds up, also from many at once; who was active counts once a month.
///
/// # Panics
/// When the store breaks a promise.
pub async fn usage(world: &World) {
    it_adds_up(world).await;
    who_was_active_counts_once(world).await;
    old_rows_go(world).await;
}

async fn add(world: &World, scope: &TenantScope, metric: Metric, day: UsageDay, amount: i64) {
    keep!(world, scope, [metric, day, amount], |unit| unit
        .add_usage(metric, day, amount));
}

async fn amounts(world: &World, scope: &TenantScope, from: i64, to: i64) -> Vec<(i64, i64)> {
    let (from, to) = (UsageDay::from_number(from), UsageDay::from_number(to));
    let reader = world.reader(scope);
    let rows = reader.list_usage(Metric::ApiCalls, from, to).await.unwrap();
    rows.iter()
        .map(|row| (row.day.number(), row.amount))
        .collect()
}

async fn it_adds_up(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let day = UsageDay::from_number(20_000);
    add(world, &scope, Metric::ApiCalls, day, 2).await;
    add(world, &scope, Metric::ApiCalls, day, 3).await;
    add(
        world,
        &scope,
        Metric::ApiCalls,
        UsageDay::from_number(20_002),
        1,
    )
    .await;
    add(world, &scope, Metric::MailsSent, day, 9).await;
    assert_eq!(
        amounts(world, &scope, 20_000, 20_002).await,
        [(20_000, 5), (20_002, 1)]
    );
    assert_eq!(amounts(world, &scope, 20_001, 20_001).await, []);
    assert_eq!(amounts(world, &other, 0, 99_999).await, []);
    race(world, |world| {
        let scope = scope.clone();
        async move { add(&world, &scope, Metric::ApiCalls, day, 1).await }
    })
    .await;
    assert_eq!(
        amounts(world, &scope, 20_000, 20_000).await,
        [(20_000, 5 + 64)]
    );
}

async fn who_was_active_counts_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let users: Vec<UserId> = (0..70).map(|_| UserId::from_uuid(world.id())).collect();
    let month = UsageDay::of(world.now()).month();
    let later = month.minus_months(-1);
    let some = users.get(..40).unwrap().to_vec();
    let note = async |scope: &TenantScope, users: Vec<UserId>, month: UsageMonth| {
        keep!(world, scope, [users, month], |unit| unit
            .note_active_users(month, &users))
    };
    assert_eq!(note(&scope, some, month).await, 40);
    assert_eq!(note(&scope, users.clone(), month).await, 30);
    assert_eq!(note(&scope, users.clone(), month).await, 0);
    assert_eq!(note(&scope, users.clone(), later).await, 70);
    assert_eq!(note(&other, users, month).await, 70);
}

async fn old_rows_go(world: &World) {
    let scope = world.tenant().await;
    for day in 100..105 {
        add(
            world,
            &scope,
            Metric::ApiCalls,
            UsageDay::from_number(day),
            1,
        )
        .await;
    }
    let before = UsageDay::from_number(103);
    let delete = async |limit: u32| {
        keep!(world, &scope, [before, limit], |unit| unit
            .delete_usage_before(before, limit))
    };
    assert_eq!(
        (delete(2).await, delete(2).await, delete(2).await),
        (2, 1, 0)
    );
    assert_eq!(amounts(world, &scope, 0, 200).await, [(103, 1), (104, 1)]);
    let users: Vec<UserId> = (0..3).map(|_| UserId::from_uuid(world.id())).collect();
    let month = UsageDay::of(world.now()).month();
    keep!(world, &scope, [users, month], |unit| unit
        .note_active_users(month, &users));
    let kept = month;
    let gone = month.minus_months(-1);
    let limit = 10_u32;
    assert_eq!(
        keep!(world, &scope, [kept, limit], |unit| unit
            .delete_active_users_before(kept, limit)),
        0
    );
    assert_eq!(
        keep!(world, &scope, [gone, limit], |unit| unit
            .delete_active_users_before(gone, limit)),
        3
    );
}
