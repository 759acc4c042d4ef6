//! What administrators look through, across users.

use super::world::{World, keep};
use crate::{
    event::{Event, EventFilter, EventKind, StoredEvent},
    foundation::{Actor, EventId, PageRequest, RequestContext, SessionId, TenantScope},
    user::{UserOrder, UserStatus},
};

/// Lists across users: whole, by pages, of one tenant.
///
/// # Panics
/// When the store breaks a promise.
pub async fn lists(world: &World) {
    sessions_of_all_users(world).await;
    users_by_status(world).await;
    users_by_name_or_address(world).await;
    events_by_kind_actor_and_time(world).await;
}

async fn sessions_of_all_users(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let (one, two) = (world.user(&scope).await, world.user(&scope).await);
    let mut open = Vec::new();
    for user in [one, two, one] {
        open.push(world.session(&scope, user).await.0.id);
    }
    let stranger = world.user(&other).await;
    world.session(&other, stranger).await;
    let (ended, now) = (open[1], world.now());
    assert!(keep!(world, &scope, [], |unit| unit.end_session(two, ended, now)));
    let list = async |limit, after: Option<SessionId>| {
        let page = PageRequest::new(limit, after);
        let reader = world.reader(&scope);
        let rows = reader.list_all_sessions(world.now(), &page).await.unwrap();
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(list(1, None).await, [open[0], open[2]]);
    assert_eq!(list(1, Some(open[0])).await, [open[2]]);
    assert!(list(1, Some(open[2])).await.is_empty());
}

async fn users_by_status(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(world.user(&scope).await);
    }
    world.user(&other).await;
    let (user, now) = (made[1], world.now());
    let suspended = UserStatus::Suspended;
    assert!(keep!(world, &scope, [], |unit| unit
        .set_user_status(user, suspended, now)));
    for (status, after, found) in [
        (UserStatus::Active, None, vec![made[0], made[2]]),
        (UserStatus::Active, Some(made[0]), vec![made[2]]),
        (suspended, None, vec![user]),
        (suspended, Some(user), Vec::new()),
    ] {
        let page = PageRequest::new(1, after);
        let reader = world.reader(&scope);
        let rows = reader
            .list_users_by_joined(Some(status), UserOrder::Joined, &page)
            .await
            .unwrap();
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), found);
    }
}

async fn users_by_name_or_address(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let mut new = world.new_user("ada@example.com");
    "ada".clone_into(&mut new.username_normal);
    assert!(keep!(world, &scope, [new], |unit| unit.insert_user(&new)));
    let (here, there) = (world.reader(&scope), world.reader(&other));
    let by_name = here.find_user_by_username("ada").await.unwrap();
    assert_eq!(by_name.map(|user| user.id), Some(new.id));
    let by_address = here.find_user_by_email("ada@example.com").await.unwrap();
    assert_eq!(by_address.map(|user| user.id), Some(new.id));
    let crossed = here.find_user_by_username("ada@example.com").await;
    assert!(crossed.unwrap().is_none());
    assert!(here.find_user_by_email("ada").await.unwrap().is_none());
    assert!(there.find_user_by_username("ada").await.unwrap().is_none());
}

async fn events_by_kind_actor_and_time(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let user = world.user(&scope).await;
    let by_user = Actor::User {
        user,
        session: SessionId::from_uuid(world.id()),
    };
    let made = three_events(world, [&scope, &other], by_user).await;
    let (kind, actor) = (Some(EventKind::UserCreated), Some(user.to_string()));
    let filter = EventFilter::default;
    for (wanted, found) in [
        (filter(), vec![2, 1, 0]),
        (EventFilter { kind, ..filter() }, vec![1, 0]),
        (
            EventFilter {
                actor: actor.clone(),
                ..filter()
            },
            vec![2, 1],
        ),
        (
            EventFilter {
                kind,
                actor,
                ..filter()
            },
            vec![1],
        ),
        (
            EventFilter {
                since: Some(made[1].at),
                ..filter()
            },
            vec![2, 1],
        ),
        (
            EventFilter {
                since: Some(made[1].at),
                until: Some(made[2].at),
                ..filter()
            },
            vec![1],
        ),
    ] {
        let rows = search(world, &scope, &wanted, None).await;
        let ids: Vec<EventId> = rows.iter().map(|event| event.id).collect();
        let found: Vec<EventId> = found.iter().map(|index: &usize| made[*index].id).collect();
        assert_eq!(ids, found, "{wanted:?}");
        assert!(rows.iter().all(|event| wanted.takes(event)), "{wanted:?}");
    }
    let after = search(world, &scope, &filter(), Some(made[1].id)).await;
    assert_eq!(after.len(), 1);
}

/// Two of one kind, two by one actor, a second apart.
async fn three_events(world: &World, tenants: [&TenantScope; 2], by_user: Actor) -> Vec<Event> {
    let mut made = Vec::new();
    for (kind, actor) in [
        (EventKind::UserCreated, Actor::Operator),
        (EventKind::UserCreated, by_user),
        (EventKind::RoleCreated, by_user),
    ] {
        world.clock.advance_millis(1000);
        let event = Event {
            context: RequestContext::by(actor),
            ..world.event(kind)
        };
        for tenant in tenants {
            keep!(world, tenant, [event], |unit| unit.append_event(&event));
        }
        made.push(event);
    }
    made
}

async fn search(
    world: &World,
    scope: &TenantScope,
    filter: &EventFilter,
    after: Option<EventId>,
) -> Vec<StoredEvent> {
    let page = PageRequest::new(50, after);
    let reader = world.reader(scope);
    reader.search_events(filter, &page).await.unwrap()
}
