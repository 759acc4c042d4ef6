//! What hangs on the operator's token.

use authnex_http::route::{Requirement, routes};

use super::{Credentials, NOBODY, request};
use crate::harness::{OPERATOR, World, get};

#[tokio::test]
async fn only_the_operators_token_opens_the_operators_api() {
    let world = World::operated().await;
    let tenant = world.tenant("acme").await;
    crate::harness::sign_up(&tenant, crate::harness::EMAIL).await;
    let key = world.key("acme", &["tenant:read", "tenant:write"]).await;
    let user = world.tokens("acme").await.access;
    let half = &OPERATOR[..20];
    let longer = format!("{OPERATOR}x");
    for route in routes().filter(|route| route.requires == Requirement::Operator) {
        let nobody = request(route, &NOBODY).send(&world).await;
        nobody.is_problem(401, "unauthenticated");
        assert_eq!(nobody.header("www-authenticate"), "Bearer");
        for token in [&key, &user, half, &longer] {
            let credentials = Credentials {
                access: Some(token.to_owned()),
                cookie: None,
            };
            let reply = request(route, &credentials).send(&world).await;
            reply.is_problem(401, "invalid_token");
        }
        let credentials = Credentials {
            access: Some(OPERATOR.to_owned()),
            cookie: None,
        };
        let reply = request(route, &credentials).send(&world).await;
        assert!(
            !matches!(reply.status.as_u16(), 401..=404 | 500..),
            "{}",
            route.path
        );
    }
    // And it opens nothing of a tenant.
    let users = get("/t/acme/api/v1/users").bearer(OPERATOR);
    users.send(&world).await.is_problem(401, "invalid_token");
}
