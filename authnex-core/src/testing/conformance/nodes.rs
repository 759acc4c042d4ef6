use uuid::Uuid;

use super::world::{World, keep};
use crate::foundation::{TenantScope, Timestamp};

/// Nodes: each is counted once while it was seen of late. Engines of other tests may live in the same database, at
/// other times.
///
/// # Panics
/// When the store breaks a promise.
pub async fn nodes(world: &World) {
    let scope = world.tenant().await;
    // Later than any engine of another test.
    world.clock.advance(2_000_000_000);
    let begun = world.now();
    let [first, second] = [world.id(), world.id()];
    note(world, &scope, first).await;
    note(world, &scope, second).await;
    assert_eq!(count(world, begun).await, 2);
    world.clock.advance(10);
    note(world, &scope, first).await;
    assert_eq!(count(world, begun).await, 2, "once each");
    let of_late = world.now().minus_seconds(5);
    assert_eq!(count(world, of_late).await, 1);
    let gone = keep!(world, &scope, [of_late], |unit| unit.forget_nodes(of_late));
    assert!(gone >= 1);
    assert_eq!(count(world, begun).await, 1);
    let all = world.now().plus_seconds(1);
    keep!(world, &scope, [all], |unit| unit.forget_nodes(all));
}

async fn note(world: &World, scope: &TenantScope, node: Uuid) {
    let now = world.now();
    keep!(world, scope, [node, now], |unit| unit.note_node(node, now));
}

async fn count(world: &World, since: Timestamp) -> u32 {
    let reader = world.store.platform_reader(world.platform());
    reader.count_nodes(since).await.unwrap()
}
