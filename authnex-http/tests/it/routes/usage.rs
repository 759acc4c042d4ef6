use serde_json::{Value, json};

use crate::harness::{World, get};

const PATH: &str = "/t/acme/api/v1/usage";

fn days<'a>(answer: &'a Value, metric: &str) -> &'a Value {
    let metrics = answer["metrics"].as_array().unwrap();
    let found = metrics.iter().find(|one| one["metric"] == metric);
    &found.unwrap_or_else(|| panic!("{metric}: {answer}"))["days"]
}

#[tokio::test]
async fn counters_and_monthly_active_users_are_shown_by_day() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["usage:read"]).await;
    world.tokens("acme").await;
    world.tokens("acme").await;
    world.tokens("globex").await;
    while world.workers.relay().await.unwrap() > 0 {}
    let reply = get(PATH).bearer(&key).send(&world).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    let today = answer["to"].as_str().unwrap();
    let once = |amount: i64| json!([{"day": today, "amount": amount}]);
    assert_eq!(*days(&answer, "sign_ins.succeeded"), once(2));
    assert_eq!(*days(&answer, "sign_ins.refused"), json!([]));
    let month = format!("{}-01", &today[..7]);
    let active = json!([{"day": month, "amount": 1}]);
    assert_eq!(*days(&answer, "users.active"), active);
    // The month of the first day is shown whole, also when it is asked for from its middle.
    let query = format!("{PATH}?from={today}&to={today}");
    let narrow = get(&query).bearer(&key).send(&world).await.json();
    assert_eq!(*days(&narrow, "users.active"), active);
    assert_eq!(*days(&narrow, "sign_ins.succeeded"), once(2));
    let before = get(&format!("{PATH}?from=2020-01-01&to=2020-12-31"));
    let before = before.bearer(&key).send(&world).await.json();
    assert_eq!(*days(&before, "sign_ins.succeeded"), json!([]));
}

#[tokio::test]
async fn days_that_do_not_do_are_named() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["usage:read"]).await;
    for (query, field) in [
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-01-02&to=2026-01-01", "from"),
        ("from=2024-01-01&to=2026-01-01", "from"),
        ("until=2026-01-01", "until"),
    ] {
        let reply = get(&format!("{PATH}?{query}"))
            .bearer(&key)
            .send(&world)
            .await;
        assert_eq!(reply.status, 400, "{query}: {}", reply.text());
        assert_eq!(reply.json()["errors"][0]["field"], field, "{query}");
    }
    let other = world.key("acme", &["users:read"]).await;
    assert_eq!(get(PATH).bearer(&other).send(&world).await.status, 403);
}
