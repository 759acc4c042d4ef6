//! What hangs on a session, by access token and by cookie.

use authnex_core::{tenant::StateChange, user::UserStatus};
use authnex_http::route::{Requirement, routes};

use super::{Credentials, Expected, NOBODY, expected, request, sign_in};
use crate::harness::{World, anonymous};

async fn is_denied_everywhere(world: &World, credentials: &Credentials, who: &str, bearer: u16) {
    for route in routes() {
        let wanted = expected(route.name);
        let by_table = match route.requires {
            Requirement::Operator => Expected::Absent,
            Requirement::Protocol => Expected::Protocol,
            Requirement::Public => Expected::Open,
            Requirement::Session | Requirement::SuspendedOwner => Expected::ToSignIn,
            _ => Expected::Bearer,
        };
        assert_eq!(wanted, by_table, "{}", route.path);
        let reply = request(route, credentials).send(world).await;
        let what = format!(
            "{who}: {} {}: {}",
            route.verb.as_str(),
            route.path,
            reply.status
        );
        match wanted {
            Expected::Open => assert!(!matches!(reply.status.as_u16(), 401 | 500..), "{what}"),
            Expected::Protocol => {
                assert!(matches!(reply.status.as_u16(), 400..500), "{what}");
                assert!(reply.json()["error"].is_string(), "{what}");
            }
            Expected::Absent => reply.is_problem(404, "not_found"),
            Expected::Bearer => assert_eq!(reply.status, bearer, "{what}"),
            Expected::ToSignIn => {
                assert_eq!(reply.status, 303, "{what}");
                assert!(reply.header("location").ends_with("/sign-in"), "{what}");
            }
        }
    }
}

#[tokio::test]
async fn nobody_is_let_in_anywhere() {
    let world = World::with_two_tenants().await;
    is_denied_everywhere(&world, &NOBODY, "anonymous", 401).await;
}

#[tokio::test]
async fn credentials_of_another_tenant_open_nothing() {
    let world = World::with_two_tenants().await;
    let (mut other, _) = sign_in(&world, "globex").await;
    // The browser's current organization is the one asked for, its session the other one's.
    other.cookie = other
        .cookie
        .map(|line| line.replace("anx_org=globex", "anx_org=acme"));
    is_denied_everywhere(&world, &other, "another tenant", 401).await;
}

#[tokio::test]
async fn the_other_tenants_session_token_under_this_tenants_cookie_name_opens_nothing() {
    let world = World::with_two_tenants().await;
    let (own, _) = world.cookie("acme").await;
    let (other, _) = world.cookie("globex").await;
    let value = |line: &str| line.split(['=', ';']).nth(1).unwrap().to_owned();
    let forged = Credentials {
        access: None,
        cookie: Some(own.replace(&value(&own), &value(&other))),
    };
    is_denied_everywhere(&world, &forged, "forged cookie", 401).await;
}

#[tokio::test]
async fn an_ended_session_opens_nothing() {
    let world = World::with_two_tenants().await;
    let (credentials, keep) = sign_in(&world, "acme").await;
    let tenant = world.handle("acme").await;
    let token = credentials.access.clone().unwrap();
    let who = tenant.authenticate_access_token(&token).await.unwrap();
    for session in [keep, who.session.id] {
        let ended = tenant
            .end_session(who.user.id, session, &anonymous())
            .await
            .unwrap();
        assert!(ended);
    }
    is_denied_everywhere(&world, &credentials, "ended session", 401).await;
}

#[tokio::test]
async fn a_suspended_user_is_let_in_nowhere() {
    let world = World::with_two_tenants().await;
    let (credentials, _) = sign_in(&world, "acme").await;
    let tenant = world.handle("acme").await;
    let token = credentials.access.clone().unwrap();
    let who = tenant.authenticate_access_token(&token).await.unwrap();
    let status = UserStatus::Suspended;
    tenant
        .set_user_status(who.user.id, status, &anonymous())
        .await
        .unwrap();
    is_denied_everywhere(&world, &credentials, "suspended user", 401).await;
}

#[tokio::test]
async fn a_suspended_tenant_lets_nobody_in() {
    let world = World::with_two_tenants().await;
    let (credentials, _) = sign_in(&world, "acme").await;
    let operator = world.authnex.operator();
    let change = StateChange::Suspend;
    operator
        .set_tenant_state("acme", change, &anonymous())
        .await
        .unwrap();
    is_denied_everywhere(&world, &credentials, "suspended tenant", 403).await;
}
