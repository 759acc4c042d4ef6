use serde_json::json;

use crate::harness::{World, anonymous, get};

#[tokio::test]
async fn the_rules_in_force_are_shown_with_where_they_differ() {
    let world = World::with_two_tenants().await;
    let tenant = world.handle("acme").await;
    let overrides = serde_json::from_value(json!({"password_min_length": 12})).unwrap();
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    for (slug, length, differs) in [
        ("acme", 12, json!({"password_min_length": 12})),
        ("globex", 8, json!({})),
    ] {
        let key = world.key(slug, &["policy:read"]).await;
        let path = format!("/t/{slug}/api/v1/policy");
        let answer = get(&path).bearer(&key).send(&world).await.json();
        assert_eq!(answer["policy"]["password_min_length"], length);
        assert_eq!(answer["overrides"], differs);
    }
}
