use serde_json::json;

use super::world::{World, keep};
use crate::{
    event::{Event, EventKind, StoredEvent},
    foundation::{
        Actor, EventId, Language, PageRequest, RequestContext, RequestId, SessionId, TenantScope,
    },
};

async fn append(world: &World, scope: &TenantScope, event: &Event) {
    keep!(world, scope, [event], |unit| unit.append_event(&event));
}

async fn list(
    world: &World,
    scope: &TenantScope,
    limit: u32,
    after: Option<EventId>,
) -> Vec<StoredEvent> {
    let page = PageRequest::new(limit, after);
    world.reader(scope).list_events(&page).await.unwrap()
}

/// Events: written as told, read newest first, by their tenant only.
///
/// # Panics
/// When the store breaks a promise.
pub async fn events(world: &World) {
    is_read_as_written(world).await;
    pages_go_back_in_time(world).await;
    is_found_by_whom_it_is_about(world).await;
}

async fn is_read_as_written(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let user = world.user(&scope).await;
    let event = Event {
        context: RequestContext {
            actor: Actor::User {
                user,
                session: SessionId::from_uuid(world.id()),
            },
            address: Some([192, 0, 2, 1].into()),
            user_agent: Some("agent".to_owned()),
            request_id: RequestId::parse("r-1"),
            language: Language::English,
            device: None,
        },
        data: json!({"name": "Ada", "n": [1, 2]}),
        ..world.event(EventKind::UserCreated)
    };
    append(world, &scope, &event).await;
    let listed = list(world, &scope, 10, None).await;
    assert_eq!(listed.len(), 1);
    let stored = listed.first().unwrap();
    assert_eq!((stored.id, stored.at), (event.id, event.at));
    assert_eq!(stored.kind, event.kind.as_str());
    assert_eq!(stored.version, Event::VERSION);
    assert_eq!(stored.actor, user.to_string());
    assert_eq!(stored.address.as_deref(), Some("192.0.2.1"));
    assert_eq!(stored.user_agent.as_deref(), Some("agent"));
    assert_eq!(stored.request_id.as_deref(), Some("r-1"));
    assert_eq!(stored.data, event.data);
    assert!(world.reader(&scope).has_event(event.id).await.unwrap());
    assert!(!world.reader(&other).has_event(event.id).await.unwrap());
    assert!(list(world, &other, 10, None).await.is_empty());
}

/// By the user that it names, or else by the one that did it.
async fn is_found_by_whom_it_is_about(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let (one, two) = (world.user(&scope).await, world.user(&scope).await);
    let actor = Actor::User {
        user: two,
        session: SessionId::from_uuid(world.id()),
    };
    let mut written = Vec::new();
    for (context, data) in [
        (RequestContext::anonymous(), json!({"user": one})),
        (RequestContext::by(actor), json!({"user": one})),
        (RequestContext::by(actor), json!({"name": "Ada"})),
        (RequestContext::anonymous(), json!({"user": "nobody"})),
    ] {
        let event = Event {
            context,
            data,
            ..world.event(EventKind::UserUpdated)
        };
        append(world, &scope, &event).await;
        written.push(event.id);
    }
    let about = async |scope: &TenantScope, user, after| {
        let page = PageRequest::new(1, after);
        let rows = world.reader(scope).list_events_about(user, &page).await;
        rows.unwrap().iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(about(&scope, one, None).await, [written[1], written[0]]);
    assert_eq!(about(&scope, one, Some(written[1])).await, [written[0]]);
    assert_eq!(about(&scope, two, None).await, [written[2]]);
    assert!(about(&other, one, None).await.is_empty());
}

async fn pages_go_back_in_time(world: &World) {
    let scope = world.tenant().await;
    let mut written = Vec::new();
    for _ in 0..5 {
        let event = world.event(EventKind::SessionEnded);
        append(world, &scope, &event).await;
        written.push(event.id);
    }
    written.reverse();
    let mut listed = Vec::new();
    while listed.len() < written.len() {
        let rows = list(world, &scope, 2, listed.last().copied()).await;
        assert!(rows.len() <= 3, "one more than the page holds, at most");
        listed.extend(rows.iter().take(2).map(|event| event.id));
        // What comes meanwhile is newer than any page to come.
        append(world, &scope, &world.event(EventKind::SessionEnded)).await;
    }
    assert_eq!(listed, written);
}
