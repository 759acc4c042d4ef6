use super::world::{World, keep, unit};
use crate::{
    event::EventKind,
    foundation::EventId,
    store::{StoreError, Verdict},
};

/// Units of work: kept, undone or failed as a whole.
///
/// # Panics
/// When the store breaks a promise.
pub async fn units(world: &World) {
    world.store.ping().await.unwrap();
    a_commit_keeps_all(world).await;
    a_rollback_undoes_all_and_answers(world).await;
    an_error_undoes_all(world).await;
    nothing_runs_after_an_error(world).await;
    an_error_that_was_let_pass_undoes_all(world).await;
    a_unit_reads_what_it_wrote(world).await;
    goes_on_when_its_caller_goes_away(world).await;
}

async fn is_there(world: &World, scope: &crate::foundation::TenantScope, id: EventId) -> bool {
    world.reader(scope).has_event(id).await.unwrap()
}

async fn a_commit_keeps_all(world: &World) {
    let scope = world.tenant().await;
    let (one, two) = (
        world.event(EventKind::UserCreated),
        world.event(EventKind::RoleCreated),
    );
    let answer = unit!(world, &scope, [one, two], |unit| {
        unit.append_event(&one).await?;
        unit.append_event(&two).await?;
        Ok(Verdict::Commit(Err::<(), _>("refused, and kept")))
    });
    assert_eq!(answer.unwrap(), Err("refused, and kept"));
    assert!(is_there(world, &scope, one.id).await && is_there(world, &scope, two.id).await);
}

async fn a_rollback_undoes_all_and_answers(world: &World) {
    let scope = world.tenant().await;
    let event = world.event(EventKind::UserCreated);
    let answer = unit!(world, &scope, [event], |unit| {
        unit.append_event(&event).await?;
        Ok(Verdict::Rollback("refused, and undone"))
    });
    assert_eq!(answer.unwrap(), "refused, and undone");
    assert!(!is_there(world, &scope, event.id).await);
}

async fn an_error_undoes_all(world: &World) {
    let scope = world.tenant().await;
    let event = world.event(EventKind::UserCreated);
    let answer = unit!(world, &scope, [event], |unit| {
        unit.append_event(&event).await?;
        Err::<Verdict<()>, _>(StoreError::Conflict)
    });
    assert!(answer.is_err());
    assert!(!is_there(world, &scope, event.id).await);
}

async fn nothing_runs_after_an_error(world: &World) {
    let scope = world.tenant().await;
    let event = world.event(EventKind::UserCreated);
    keep!(world, &scope, [event], |unit| unit.append_event(&event));
    let other = world.event(EventKind::UserCreated);
    let answer = unit!(world, &scope, [event, other], |unit| {
        let twice = unit.append_event(&event).await;
        assert!(matches!(twice, Err(StoreError::Duplicate(_))));
        let write = unit.append_event(&other).await;
        let read = unit.has_event(event.id).await;
        assert!(matches!(write, Err(StoreError::Poisoned)));
        assert!(matches!(read, Err(StoreError::Poisoned)));
        Ok(Verdict::Rollback(()))
    });
    assert!(answer.is_err());
    assert!(!is_there(world, &scope, other.id).await);
}

async fn an_error_that_was_let_pass_undoes_all(world: &World) {
    let scope = world.tenant().await;
    let event = world.event(EventKind::UserCreated);
    let answer = unit!(world, &scope, [event], |unit| {
        unit.append_event(&event).await?;
        let _ = unit.append_event(&event).await;
        Ok(Verdict::Commit(()))
    });
    assert!(matches!(answer, Err(StoreError::Poisoned)));
    assert!(!is_there(world, &scope, event.id).await);
}

async fn a_unit_reads_what_it_wrote(world: &World) {
    let scope = world.tenant().await;
    let event = world.event(EventKind::UserCreated);
    let seen = unit!(world, &scope, [event], |unit| {
        unit.append_event(&event).await?;
        unit.has_event(event.id).await.map(Verdict::Commit)
    });
    assert!(seen.unwrap());
}

async fn goes_on_when_its_caller_goes_away(world: &World) {
    let scope = world.tenant().await;
    let event = world.event(EventKind::UserCreated);
    let gone = event.id;
    let mut call = Box::pin(world.run(&scope, move |unit| {
        let event = event.clone();
        Box::pin(async move { unit.append_event(&event).await.map(Verdict::Commit) })
    }));
    // Asked for once, and then nobody waits for the answer any more.
    let asked = std::future::poll_fn(|context| {
        std::task::Poll::Ready(call.as_mut().poll(context).is_ready())
    });
    asked.await;
    drop(call);
    // Units of one tenant run in the order in which they were asked for, or conflict and are tried again.
    let mut tries = 0;
    while !is_there(world, &scope, gone).await {
        let event = world.event(EventKind::RoleCreated);
        keep!(world, &scope, [event], |unit| unit.append_event(&event));
        tries += 1;
        assert!(tries < 1000, "the unit did not go on");
    }
}
