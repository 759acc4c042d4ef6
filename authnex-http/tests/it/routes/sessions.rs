use serde_json::Value;

use crate::harness::{World, delete, get};

async fn page(world: &World, access: &str, query: &str) -> Value {
    let path = format!("/t/acme/api/v1/me/sessions{query}");
    let reply = get(&path).bearer(access).send(world).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn the_own_sessions_are_listed_page_by_page() {
    let world = World::with_two_tenants().await;
    world.tokens("globex").await;
    let mut access = String::new();
    for _ in 0..5 {
        access = world.tokens("acme").await.access;
        world.clock.advance(1);
    }
    let (mut seen, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let answer = page(&world, &access, &query).await;
        let items = answer["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        seen.extend(items.iter().map(|item| item["id"].to_string()));
        let Some(cursor) = answer["next_cursor"].as_str() else {
            break;
        };
        query = format!("?limit=2&cursor={cursor}");
    }
    assert_eq!(seen.len(), 5);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5, "no session stands on two pages");
}

#[tokio::test]
async fn what_a_list_is_asked_wrongly_is_named() {
    let world = World::with_two_tenants().await;
    let access = world.tokens("acme").await.access;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("cursor=usr_x", "cursor"),
        ("order=up", "order"),
    ] {
        let path = format!("/t/acme/api/v1/me/sessions?{query}");
        let reply = get(&path).bearer(&access).send(&world).await;
        reply.is_problem(400, "wrong_parameter");
        assert_eq!(reply.json()["errors"][0]["field"], field);
    }
}

#[tokio::test]
async fn one_session_is_ended_and_is_over_at_once() {
    let world = World::with_two_tenants().await;
    let (one, other) = (world.tokens("acme").await, world.tokens("acme").await);
    let answer = page(&world, &one.access, "").await;
    let items = answer["items"].as_array().unwrap();
    let foreign = items.iter().find(|item| item["current"] == false).unwrap();
    let path = format!(
        "/t/acme/api/v1/me/sessions/{}",
        foreign["id"].as_str().unwrap()
    );
    let ended = delete(&path).bearer(&one.access).send(&world).await;
    assert_eq!(ended.status, 204);
    let me = get("/t/acme/api/v1/me")
        .bearer(&other.access)
        .send(&world)
        .await;
    me.is_problem(401, "invalid_token");
    let again = delete(&path).bearer(&one.access).send(&world).await;
    again.is_problem(404, "not_found");
}

#[tokio::test]
async fn the_session_of_somebody_else_is_not_found() {
    let world = World::with_two_tenants().await;
    let access = world.tokens("acme").await.access;
    let (_, elsewhere) = world.cookie("globex").await;
    for id in [
        elsewhere.session.id.to_string(),
        "ses_x".to_owned(),
        "usr_x".to_owned(),
    ] {
        let path = format!("/t/acme/api/v1/me/sessions/{id}");
        let reply = delete(&path).bearer(&access).send(&world).await;
        reply.is_problem(404, "not_found");
    }
}
