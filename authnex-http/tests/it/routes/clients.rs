use authnex_core::flow::ClientRegistration;
use serde_json::{Value, json};

use crate::harness::{World, anonymous, get};

const PATH: &str = "/t/acme/api/v1/clients";

async fn put(world: &World, slug: &str, value: Value) -> String {
    let registration: ClientRegistration = serde_json::from_value(value).unwrap();
    let tenant = world.handle(slug).await;
    let put = tenant.put_client(registration, &anonymous()).await.unwrap();
    put.client.id.to_string()
}

#[tokio::test]
async fn clients_are_shown_with_their_metadata_and_without_their_secrets() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["clients:read"]).await;
    world.clock.advance_millis(1);
    let id = put(
        &world,
        "acme",
        json!({"client_id": "rp", "client_secret": "canary-secret", "client_name": "Shop",
               "redirect_uris": ["http://localhost/cb"], "dpop_bound_access_tokens": true}),
    )
    .await;
    for name in ["rp", id.as_str()] {
        let reply = get(&format!("{PATH}/{name}"))
            .bearer(&key)
            .send(&world)
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert!(!reply.text().contains("canary"));
        let client = reply.json();
        assert_eq!(
            (&client["id"], &client["client_id"]),
            (&json!(id), &json!("rp"))
        );
        assert_eq!(client["enabled"], true);
        assert_eq!(client["metadata"]["client_name"], "Shop");
        assert_eq!(client["unmet_demands"], json!(["dpop"]));
    }
    let list = get(PATH).bearer(&key).send(&world).await.json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "the key's own client is one too");
    let first = get(&format!("{PATH}?limit=1"))
        .bearer(&key)
        .send(&world)
        .await;
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let rest = get(&format!("{PATH}?cursor={cursor}")).bearer(&key);
    let rest = rest.send(&world).await.json();
    assert_eq!(rest["items"][0]["client_id"], "rp");
    assert!(rest["next_cursor"].is_null());
}

#[tokio::test]
async fn another_tenants_client_is_as_absent_as_none() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["clients:read"]).await;
    let id = put(&world, "globex", json!({"client_id": "rp"})).await;
    for name in ["rp", id.as_str(), "none"] {
        let reply = get(&format!("{PATH}/{name}"))
            .bearer(&key)
            .send(&world)
            .await;
        reply.is_problem(404, "not_found");
    }
}
