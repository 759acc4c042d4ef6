//! What is the server's fault: told by an id and nothing else.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use authnex_core::{
    AuthnexBuilder,
    policy::Policy,
    port::{BeforeSignUp, Hooks, Refusal},
};
use futures_util::future::{join, join_all};
use serde_json::json;
use tokio::sync::Notify;

use crate::harness::{Call, PASSWORD, Reply, World, post};

/// An application's rules that do what the address says.
#[derive(Debug, Default)]
struct Moody {
    /// Told when it hangs.
    hanging: Arc<Notify>,
}

#[async_trait]
impl Hooks for Moody {
    async fn before_sign_up(&self, about: BeforeSignUp<'_>) -> Result<(), Refusal> {
        match about.email.as_str().split('@').next().unwrap() {
            "panics" => panic!("a secret of the application"),
            "hangs" => {
                self.hanging.notify_one();
                std::future::pending().await
            }
            "refuses" => Err(Refusal("Not on a Sunday.".to_owned())),
            _ => Ok(()),
        }
    }
}

async fn moody() -> World {
    world_of(Moody::default()).await
}

async fn world_of(moody: Moody) -> World {
    let world = World::built(|engine| engine.hooks(Arc::new(moody)), |options| options).await;
    world.tenant("acme").await;
    world
}

fn sign_up(name: &str) -> Call {
    let body = json!({"email": format!("{name}@example.test"), "password": PASSWORD});
    post("/t/acme/api/v1/auth/sign-up").json(&body)
}

fn says_only_its_id(reply: &Reply) {
    let problem = reply.json();
    assert_eq!(problem["request_id"], reply.header("x-request-id"));
    assert!(!reply.text().contains("secret"), "{}", reply.text());
}

#[tokio::test]
async fn a_panic_is_a_500_and_the_next_request_is_served() {
    let world = moody().await;
    let reply = sign_up("panics").send(&world).await;
    reply.is_problem(500, "internal_error");
    says_only_its_id(&reply);
    assert_eq!(sign_up("smiles").send(&world).await.status, 201);
}

#[tokio::test]
async fn what_takes_too_long_is_broken_off() {
    let hanging = Arc::new(Notify::new());
    let world = world_of(Moody {
        hanging: hanging.clone(),
    })
    .await;
    let begun = tokio::time::Instant::now();
    // Real time until it hangs, since the database's answers take some; then time passes by itself.
    let passing = async {
        hanging.notified().await;
        tokio::time::pause();
    };
    let (reply, ()) = join(sign_up("hangs").send(&world), passing).await;
    assert_eq!(begun.elapsed().as_secs(), Duration::from_secs(30).as_secs());
    reply.is_problem(503, "timed_out");
    says_only_its_id(&reply);
    assert!(!reply.header("retry-after").is_empty());
}

#[tokio::test]
async fn what_the_application_refuses_is_told_in_its_words() {
    let world = moody().await;
    let reply = sign_up("refuses").send(&world).await;
    reply.is_problem(403, "refused");
    assert_eq!(reply.json()["detail"], "Not on a Sunday.");
}

#[tokio::test]
async fn beyond_the_queue_of_hashes_sign_ins_are_told_to_come_again() {
    // Hashes of the real cost: the 64 are all there before the first is done.
    let engine = |engine: AuthnexBuilder| engine.hash_queue(1).policy(Policy::default());
    let world = World::built(engine, |options| options.rate_limits(false)).await;
    world.tenant("acme").await;
    let attempt = |number: u32| {
        let body = json!({"email": format!("u{number}@example.test"), "password": PASSWORD});
        post("/t/acme/api/v1/auth/sign-in").json(&body).send(&world)
    };
    let replies = join_all((0..64).map(attempt)).await;
    let busy: Vec<&Reply> = replies.iter().filter(|reply| reply.status == 503).collect();
    assert!(
        !busy.is_empty(),
        "64 at once do not fit into a queue of one"
    );
    for reply in busy {
        reply.is_problem(503, "unavailable");
        says_only_its_id(reply);
        assert!(reply.header("retry-after").parse::<u32>().unwrap() >= 1);
    }
}
