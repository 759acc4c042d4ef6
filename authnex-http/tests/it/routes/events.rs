use serde_json::Value;

use crate::harness::{World, get};

const PATH: &str = "/t/acme/api/v1/events";

#[tokio::test]
async fn the_trail_is_listed_backwards_and_by_filters() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["events:read"]).await;
    world.clock.advance_millis(60_000);
    world.tokens("acme").await;
    world.tokens("globex").await;
    let list = async |query: &str| -> Vec<Value> {
        let reply = get(&format!("{PATH}{query}"))
            .bearer(&key)
            .send(&world)
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["items"].as_array().unwrap().clone()
    };
    let kinds = |items: &[Value]| -> Vec<String> {
        let kind = |item: &Value| item["type"].as_str().unwrap().to_owned();
        items.iter().map(kind).collect()
    };
    let all = list("").await;
    let mut sorted = kinds(&all);
    assert_eq!(sorted[0], "sign_in.succeeded");
    sorted.sort();
    assert_eq!(
        sorted,
        [
            "api_key.issued",
            "sign_in.succeeded",
            "tenant.created",
            "user.created"
        ]
    );
    let newest = &all[0];
    for member in ["id", "type", "v", "at", "tenant", "actor", "data"] {
        assert!(!newest[member].is_null(), "{member}");
    }
    assert!(newest["tenant"].as_str().unwrap().starts_with("ten_"));
    assert_eq!(kinds(&list("?type=user.created").await), ["user.created"]);
    let at = newest["at"].as_str().unwrap();
    assert_eq!(
        kinds(&list(&format!("?since={at}")).await),
        ["sign_in.succeeded"]
    );
    assert_eq!(list(&format!("?until={at}")).await.len(), 3);
    let actor = newest["actor"].as_str().unwrap();
    assert!(!list(&format!("?actor={actor}")).await.is_empty());
    assert!(list("?actor=nobody").await.is_empty());
    let page = get(&format!("{PATH}?limit=3"))
        .bearer(&key)
        .send(&world)
        .await
        .json();
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(list(&format!("?cursor={cursor}")).await.len(), 1);
    for query in ["?type=odd", "?since=yesterday", "?cursor=x", "?order=asc"] {
        let refused = get(&format!("{PATH}{query}"))
            .bearer(&key)
            .send(&world)
            .await;
        assert_eq!(refused.status, 400, "{query}");
    }
}
