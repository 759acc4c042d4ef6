use std::future::Future;

use super::World;
use crate::store::Consumed;

/// How many tasks want the same thing in a race.
pub(super) const RACERS: usize = 64;

/// Runs one task per racer at once; each has a world of its own around the same store.
pub(super) async fn race<T, F>(world: &World, racer: impl Fn(World) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..RACERS)
        .map(|_| tokio::spawn(racer(world.beside())))
        .collect();
    let mut outcomes = Vec::with_capacity(RACERS);
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

/// One racer won, and all others saw that somebody did.
pub(super) fn assert_one_winner<T>(outcomes: &[Consumed<T>]) {
    let count = |wanted: fn(&Consumed<T>) -> bool| outcomes.iter().filter(|c| wanted(c)).count();
    assert_eq!(count(|outcome| matches!(outcome, Consumed::Won(_))), 1);
    assert_eq!(
        count(|outcome| matches!(outcome, Consumed::Spent(_))),
        RACERS - 1
    );
}
