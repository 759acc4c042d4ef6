use std::future::Future;

use tokio::task::JoinSet;

/// How many run at a time: enough for the hashing threads and for shared commits, too few to fill a queue.
const AT_ONCE: usize = 32;

/// Runs a task for each item, some at a time; the answers in the items' order.
///
/// # Panics
/// When a task panics.
pub(super) async fn each<I, T, F>(items: Vec<I>, run: impl Fn(I) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut answers: Vec<(usize, T)> = Vec::with_capacity(items.len());
    let mut tasks = JoinSet::new();
    for (position, item) in items.into_iter().enumerate() {
        let task = run(item);
        tasks.spawn(async move { (position, task.await) });
        if tasks.len() >= AT_ONCE {
            answers.extend(next(&mut tasks).await);
        }
    }
    while let Some(answer) = next(&mut tasks).await {
        answers.push(answer);
    }
    answers.sort_by_key(|(position, _)| *position);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

async fn next<T: 'static>(tasks: &mut JoinSet<T>) -> Option<T> {
    match tasks.join_next().await? {
        Ok(answer) => Some(answer),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Nobody aborts them.
            Err(_) => None,
        },
    }
}
