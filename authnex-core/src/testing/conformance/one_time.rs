use super::{
    race::{assert_one_winner, race},
    world::{World, keep, unit},
};
use crate::{
    foundation::{TenantScope, Timestamp, TokenHash, UserId},
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose},
    store::{Consumed, Verdict},
};

fn purpose(name: &str) -> OneTimePurpose {
    OneTimePurpose::application(name).unwrap()
}

async fn issue(world: &World, scope: &TenantScope, user: Option<UserId>, hash: TokenHash) {
    let new = NewOneTime {
        purpose: purpose("reset"),
        hash,
        grant: OneTimeGrant {
            user,
            data: "{\"for\":\"ä\"}".to_owned(),
        },
        created_at: world.now(),
        expires_at: world.now().plus_seconds(60),
    };
    keep!(world, scope, [new], |unit| unit.insert_one_time(&new));
}

async fn consume(
    world: &World,
    scope: &TenantScope,
    name: &str,
    hash: TokenHash,
) -> Consumed<OneTimeGrant> {
    let (purpose, now) = (purpose(name), world.now());
    keep!(world, scope, [purpose, hash, now], |unit| unit
        .consume_one_time(&purpose, &hash, now))
}

/// One-time tokens: consumed once, by their purpose, in their time, in their tenant.
///
/// # Panics
/// When the store breaks a promise.
pub async fn one_time(world: &World) {
    once_and_then_spent(world).await;
    another_purpose_finds_nothing(world).await;
    not_after_its_time(world).await;
    not_in_another_tenant(world).await;
    undone_is_unused(world).await;
    a_look_uses_nothing_up(world).await;
    a_users_others_are_spent(world).await;
    one_racer_wins(world).await;
}

async fn once_and_then_spent(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let hash = world.hash();
    issue(world, &scope, Some(user), hash).await;
    let granted = OneTimeGrant {
        user: Some(user),
        data: "{\"for\":\"ä\"}".to_owned(),
    };
    assert!(
        matches!(consume(world, &scope, "reset", hash).await, Consumed::Won(grant) if grant == granted)
    );
    assert!(
        matches!(consume(world, &scope, "reset", hash).await, Consumed::Spent(grant) if grant == granted)
    );
    world.clock.advance(61);
    assert!(
        matches!(
            consume(world, &scope, "reset", hash).await,
            Consumed::Spent(_)
        ),
        "a spent token stays spent after its time"
    );
    let unknown = consume(world, &scope, "reset", world.hash()).await;
    assert!(matches!(unknown, Consumed::Absent));
}

async fn another_purpose_finds_nothing(world: &World) {
    let scope = world.tenant().await;
    let hash = world.hash();
    issue(world, &scope, None, hash).await;
    assert!(matches!(
        consume(world, &scope, "invite", hash).await,
        Consumed::Absent
    ));
    assert!(matches!(
        consume(world, &scope, "reset", hash).await,
        Consumed::Won(OneTimeGrant { user: None, .. })
    ));
}

async fn not_after_its_time(world: &World) {
    let scope = world.tenant().await;
    let hash = world.hash();
    let expires_at = world.now().plus_seconds(60);
    issue(world, &scope, None, hash).await;
    world.clock.advance(60);
    assert!(world.now() >= expires_at);
    assert!(matches!(
        consume(world, &scope, "reset", hash).await,
        Consumed::Absent
    ));
}

async fn not_in_another_tenant(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let hash = world.hash();
    issue(world, &one, None, hash).await;
    assert!(matches!(
        consume(world, &two, "reset", hash).await,
        Consumed::Absent
    ));
    issue(world, &two, None, hash).await;
    for scope in [&one, &two] {
        assert!(matches!(
            consume(world, scope, "reset", hash).await,
            Consumed::Won(_)
        ));
    }
}

async fn undone_is_unused(world: &World) {
    let scope = world.tenant().await;
    let hash = world.hash();
    issue(world, &scope, None, hash).await;
    let (purpose, now) = (purpose("reset"), world.now());
    let undone = unit!(world, &scope, [purpose, hash, now], |unit| {
        let consumed = unit.consume_one_time(&purpose, &hash, now).await?;
        Ok(Verdict::Rollback(matches!(consumed, Consumed::Won(_))))
    });
    assert!(undone.unwrap(), "a rolled back unit still answers");
    assert!(matches!(
        consume(world, &scope, "reset", hash).await,
        Consumed::Won(_)
    ));
}

pub(super) async fn one_racer_wins(world: &World) {
    let scope = world.tenant().await;
    let hash = world.hash();
    issue(world, &scope, None, hash).await;
    let outcomes = race(world, |world| {
        let scope = scope.clone();
        async move { consume(&world, &scope, "reset", hash).await }
    })
    .await;
    assert_one_winner(&outcomes);
}

async fn a_look_uses_nothing_up(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let hash = world.hash();
    let found = async |scope: &TenantScope, name: &str| {
        let found = world
            .reader(scope)
            .find_one_time(&purpose(name), &hash, world.now())
            .await;
        found.unwrap().is_some()
    };
    assert!(!found(&scope, "reset").await);
    issue(world, &scope, None, hash).await;
    assert!(found(&scope, "reset").await && found(&scope, "reset").await);
    assert!(!found(&scope, "invite").await && !found(&other, "reset").await);
    let _ = consume(world, &scope, "reset", hash).await;
    assert!(!found(&scope, "reset").await, "spent");
    issue(world, &other, None, hash).await;
    world.clock.advance(60);
    assert!(!found(&other, "reset").await, "expired");
}

async fn a_users_others_are_spent(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let (user, neighbour) = (world.user(&scope).await, world.user(&scope).await);
    let stranger = world.user(&other).await;
    let hashes = [world.hash(), world.hash(), world.hash(), world.hash()];
    issue(world, &scope, Some(user), hashes[0]).await;
    issue(world, &scope, Some(user), hashes[1]).await;
    issue(world, &scope, Some(neighbour), hashes[2]).await;
    issue(world, &other, Some(stranger), hashes[3]).await;
    let _ = consume(world, &scope, "reset", hashes[0]).await;
    let now = world.now();
    let live = async |scope: &TenantScope, name: &str, at: Timestamp| {
        let reader = world.reader(scope);
        let found = reader.find_one_time_of(user, &purpose(name), at).await;
        found.unwrap().is_some()
    };
    assert!(live(&scope, "reset", now).await);
    assert!(!live(&scope, "invite", now).await && !live(&other, "reset", now).await);
    assert!(
        !live(&scope, "reset", now.plus_seconds(100_000_000)).await,
        "over"
    );
    for (name, spent) in [("invite", 0_u64), ("reset", 1), ("reset", 0)] {
        let purpose = purpose(name);
        let count = keep!(world, &scope, [user, purpose, now], |unit| unit
            .spend_one_times_of(user, &purpose, now));
        assert_eq!(count, spent, "{name}");
    }
    assert!(!live(&scope, "reset", now).await, "spent");
    let mut answers = Vec::new();
    for (scope, hash) in [
        (&scope, hashes[1]),
        (&scope, hashes[2]),
        (&other, hashes[3]),
    ] {
        let consumed = consume(world, scope, "reset", hash).await;
        answers.push(matches!(consumed, Consumed::Won(_)));
    }
    assert_eq!(answers, [false, true, true]);
}
