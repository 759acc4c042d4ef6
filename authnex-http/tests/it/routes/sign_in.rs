use authnex_core::flow::{NewPassword, NewUserByOperator};
use serde_json::{Value, json};

use crate::harness::{EMAIL, PASSWORD, Reply, World, anonymous, get, post};

async fn attempt(world: &World, slug: &str, email: &str, password: &str) -> Reply {
    post(&format!("/t/{slug}/api/v1/auth/sign-in"))
        .json(&json!({"email": email, "password": password}))
        .send(world)
        .await
}

#[tokio::test]
async fn a_right_password_gives_tokens() {
    let world = World::with_two_tenants().await;
    let reply = attempt(&world, "acme", EMAIL, PASSWORD).await;
    let answer = reply.json();
    assert_eq!(answer["status"], "signed_in", "{answer}");
    assert_eq!(
        (&answer["token_type"], &answer["expires_in"]),
        (&json!("Bearer"), &json!(900))
    );
    assert!(
        answer["refresh_token"]
            .as_str()
            .unwrap()
            .starts_with("anx_rt_")
    );
    assert!(
        reply.headers.get("set-cookie").is_none(),
        "JSON clients get no cookie"
    );
}

#[tokio::test]
async fn wrong_password_unknown_user_and_unknown_tenant_are_the_same_bytes() {
    let world = World::with_two_tenants().await;
    let wrong = attempt(&world, "acme", EMAIL, "another password").await;
    let user = attempt(&world, "acme", "nobody@example.test", PASSWORD).await;
    let tenant = attempt(&world, "nowhere", EMAIL, PASSWORD).await;
    let no_slug = attempt(&world, "-", EMAIL, PASSWORD).await;
    wrong.is_problem(401, "wrong_credentials");
    for other in [user, tenant, no_slug] {
        assert_eq!((wrong.status, &wrong.body), (other.status, &other.body));
        let names = |reply: &Reply| -> Vec<String> {
            reply.headers.keys().map(ToString::to_string).collect()
        };
        assert_eq!(names(&wrong), names(&other));
    }
}

#[tokio::test]
async fn lockout_is_the_same_for_known_and_unknown_names() {
    let world = World::with_two_tenants().await;
    let mut locked = Vec::new();
    for (slug, email) in [
        ("acme", EMAIL),
        ("acme", "no@example.test"),
        ("nowhere", EMAIL),
    ] {
        for _ in 0..10 {
            let reply = attempt(&world, slug, email, "another password").await;
            reply.is_problem(401, "wrong_credentials");
        }
        let reply = attempt(&world, slug, email, PASSWORD).await;
        reply.is_problem(429, "too_many_attempts");
        assert!(
            reply.json()["detail"]
                .as_str()
                .unwrap()
                .contains("try again later")
        );
        locked.push((reply.header("retry-after").to_owned(), reply.body));
    }
    assert!(locked[0].0.parse::<u32>().unwrap() > 0);
    assert_eq!(locked[0], locked[1]);
    assert_eq!(locked[0], locked[2]);
}

#[tokio::test]
async fn a_resource_is_the_audience_of_the_access_token_and_opens_nothing_here() {
    let world = World::with_two_tenants().await;
    let path = "/t/acme/api/v1/auth/sign-in";
    let ask = |resource: &str| json!({"email": EMAIL, "password": PASSWORD, "resource": resource});
    let reply = post(path)
        .json(&ask("https://api.example.test"))
        .send(&world)
        .await;
    let token = reply.json()["access_token"].as_str().unwrap().to_owned();
    let me = get("/t/acme/api/v1/me").bearer(&token).send(&world).await;
    me.is_problem(401, "invalid_token");
    assert!(me.text().contains("audience"), "{}", me.text());
    let refused = post(path).json(&ask("not a URI")).send(&world).await;
    refused.is_problem(400, "invalid_target");
}

async fn flow_of_someone_who_must_change(world: &World) -> Value {
    let request = NewUserByOperator {
        username: None,
        email: Some("new@example.test".to_owned()),
        password: Some(NewPassword::Plain(PASSWORD.into())),
        email_verified: true,
        name: None,
        roles: Vec::new(),
        must_change_password: true,
        ..NewUserByOperator::default()
    };
    let tenant = world.handle("acme").await;
    tenant.create_user(request, &anonymous()).await.unwrap();
    let step = attempt(world, "acme", "new@example.test", PASSWORD).await;
    assert_eq!(step.status, 200, "{}", step.text());
    let step = step.json();
    assert_eq!(
        (&step["status"], &step["action"]),
        (&json!("action_required"), &json!("change_password"))
    );
    step["flow"].clone()
}

#[tokio::test]
async fn a_demanded_password_change_goes_on_once_and_at_its_own_tenant() {
    let world = World::with_two_tenants().await;
    let flow = flow_of_someone_who_must_change(&world).await;
    let change = |slug: &str, password: &str| {
        post(&format!("/t/{slug}/api/v1/auth/change-password"))
            .json(&json!({"flow": flow, "new_password": password}))
    };
    let foreign = change("globex", "a new long password").send(&world).await;
    foreign.is_problem(400, "flow_unknown");
    let short = change("acme", "short").send(&world).await;
    short.is_problem(422, "invalid_input");
    let done = change("acme", "a new long password").send(&world).await;
    assert_eq!(done.json()["status"], "signed_in", "{}", done.text());
    let again = change("acme", "a new long password").send(&world).await;
    again.is_problem(400, "flow_unknown");
}
