use serde_json::json;

use crate::harness::{Call, World, anonymous, call, get};

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

const PATH: &str = "/t/acme/api/v1/policy";

async fn writer() -> (World, String) {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["policy:read", "policy:write"]).await;
    (world, key)
}

fn change(key: &str, body: &serde_json::Value) -> Call {
    call("PATCH", PATH).bearer(key).json(body)
}

#[tokio::test]
async fn rules_are_changed_by_name_and_taken_away_by_null() {
    let (world, key) = writer().await;
    let body = json!({"session_seconds": 3_600, "lockout_failures": 4, "sign_up": "invite"});
    let answer = change(&key, &body).send(&world).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["overrides"], body);
    world.clock.advance(1);
    let answer = change(&key, &json!({"sign_up": null}))
        .send(&world)
        .await
        .json();
    assert_eq!(answer["policy"]["sign_up"], "open");
    let left = json!({"session_seconds": 3_600, "lockout_failures": 4});
    assert_eq!(answer["overrides"], left);
    let value = |name: &str| {
        let values = answer["values"].as_array().unwrap();
        values
            .iter()
            .find(|value| value["name"] == name)
            .unwrap()
            .clone()
    };
    let own = json!({"name": "session_seconds", "value": 3_600, "default": 1_209_600,
        "own": 3_600, "source": "tenant", "least": 3_600, "most": 7_776_000});
    assert_eq!(value("session_seconds"), own);
    assert_eq!(
        value("sign_up")["choices"],
        json!(["open", "domain", "invite", "closed"])
    );
    assert_eq!(value("sign_up")["source"], "default");
    let trail = world.handle("acme").await;
    let events = trail
        .list_events(&authnex_core::foundation::PageRequest::new(1, None))
        .await;
    let event = &events.unwrap().items[0];
    assert_eq!(event.kind, "policy.changed");
    assert_eq!(event.data["to"], left);
}

#[tokio::test]
async fn what_does_not_do_is_refused_whole_with_the_range_beside_its_name() {
    let (world, key) = writer().await;
    for (body, field, code, told) in [
        (
            json!({"session_seconds": 3_599}),
            "session_seconds",
            "policy_range",
            "3600 and 7776000",
        ),
        (
            json!({"session_second": 1}),
            "session_second",
            "unknown_rule",
            "no such rule",
        ),
        (
            json!({"strict": "yes"}),
            "strict",
            "wrong_value",
            "true or false",
        ),
        (
            json!({"sign_up": "domain"}),
            "allowed_email_domains",
            "policy_no_domains",
            "domain",
        ),
        (
            json!({"allowed_methods": []}),
            "allowed_methods",
            "policy_no_way_in",
            "method",
        ),
        (
            json!({"ip_allowlist": ["10.0.0.0/99"]}),
            "ip_allowlist",
            "wrong_value",
            "list",
        ),
    ] {
        let mut all = json!({"lockout_failures": 4});
        all.as_object_mut()
            .unwrap()
            .extend(body.as_object().unwrap().clone());
        let refused = change(&key, &all).send(&world).await;
        refused.is_problem(422, "invalid_input");
        let error = &refused.json()["errors"][0];
        assert_eq!(
            (&error["field"], &error["code"]),
            (&json!(field), &json!(code))
        );
        assert!(error["detail"].as_str().unwrap().contains(told), "{error}");
    }
    let tenant = world.handle("acme").await;
    assert_eq!(
        tenant.policy_overrides(),
        &authnex_core::policy::PolicyOverrides::default()
    );
}

#[tokio::test]
async fn who_read_an_older_state_changes_nothing_if_asked_so() {
    let (world, key) = writer().await;
    let tag = get(PATH)
        .bearer(&key)
        .send(&world)
        .await
        .header("etag")
        .to_owned();
    let by = |tag: &str, failures: u32| {
        change(&key, &json!({"lockout_failures": failures})).header("if-match", tag)
    };
    let done = by(&tag, 4).send(&world).await;
    assert_eq!(done.status, 200);
    assert_ne!(done.header("etag"), tag);
    by(&tag, 5)
        .send(&world)
        .await
        .is_problem(412, "precondition_failed");
    by("*", 6).send(&world).await;
    assert_eq!(world.handle("acme").await.policy().lockout_failures, 6);
}

#[tokio::test]
async fn a_list_of_networks_that_locks_its_author_out_is_refused_with_the_address() {
    let (world, key) = writer().await;
    let body = json!({"ip_allowlist": ["192.0.2.0/24"]});
    let refused = change(&key, &body).peer("203.0.113.9").send(&world).await;
    refused.is_problem(422, "invalid_input");
    let error = &refused.json()["errors"][0];
    assert_eq!(error["code"], "policy_locks_out");
    assert!(error["detail"].as_str().unwrap().contains("203.0.113.9"));
    let done = change(&key, &body).peer("192.0.2.9").send(&world).await;
    assert_eq!(done.status, 200);
}

#[tokio::test]
async fn the_right_to_read_changes_nothing() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["policy:read"]).await;
    let refused = change(&key, &json!({"strict": true})).send(&world).await;
    refused.is_problem(403, "permission_required");
}
