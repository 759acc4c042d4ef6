use authnex_core::foundation::PageRequest;

use crate::harness::{EMAIL, World, get};

const PATH: &str = "/t/acme/api/v1/sessions";

#[tokio::test]
async fn live_sessions_are_listed_of_all_users_or_of_one() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["sessions:read"]).await;
    world.tokens("acme").await;
    world.tokens("acme").await;
    world.tokens("globex").await;
    let list = async |query: &str| {
        let reply = get(&format!("{PATH}{query}"))
            .bearer(&key)
            .send(&world)
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    };
    let all = list("").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    let tenant = world.handle("acme").await;
    let users = tenant
        .list_users(&PageRequest::new(10, None))
        .await
        .unwrap()
        .items;
    let ada = users.iter().find(|user| user.username == EMAIL).unwrap().id;
    assert_eq!(all["items"][0]["user"], ada.to_string());
    assert_eq!(list(&format!("?user={ada}")).await["items"], all["items"]);
    let owner = users.iter().find(|user| user.username != EMAIL).unwrap().id;
    let none = list(&format!("?user={owner}")).await;
    assert!(none["items"].as_array().unwrap().is_empty());
    let first = list("?limit=1").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = list(&format!("?limit=1&cursor={cursor}")).await;
    assert_eq!(rest["items"][0], all["items"][1]);
    let refused = get(&format!("{PATH}?user=x"))
        .bearer(&key)
        .send(&world)
        .await;
    refused.is_problem(400, "wrong_parameter");
}
