//! Every route x {anonymous, another tenant's credentials, an ended session, a suspended user, a suspended tenant}.
//! The rows come from the route table; a new route does not compile before it has an expectation here.

use authnex_core::{foundation::SessionId, tenant::StateChange, user::UserStatus};
use authnex_http::route::{
    ApiRoute, ManagementRoute, OidcRoute, OperatorRoute, PortalRoute, Requirement, Route,
    RouteName, SystemRoute, routes,
};

use crate::harness::{Call, OPERATOR, World, anonymous, call, get};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    /// Anyone may call it: nothing of a user hangs on it.
    Open,
    /// 401 without a live session of this tenant.
    Bearer,
    /// As if absent: there is no operator's token here.
    Absent,
    /// Sent to the sign-in form without a live session of this tenant.
    ToSignIn,
}

fn expected(name: RouteName) -> Expected {
    match name {
        RouteName::Api(name) => match name {
            ApiRoute::ChangeEmail
            | ApiRoute::ChangePassword
            | ApiRoute::EndSession
            | ApiRoute::ExportMe
            | ApiRoute::ListSessions
            | ApiRoute::ShowMe
            | ApiRoute::SignOut
            | ApiRoute::UpdateMe => Expected::Bearer,
            ApiRoute::ChangeRequiredPassword
            | ApiRoute::ConfirmEmail
            | ApiRoute::ForgotPassword
            | ApiRoute::Refresh
            | ApiRoute::ResendVerification
            | ApiRoute::ResetPassword
            | ApiRoute::SignIn
            | ApiRoute::SignUp
            | ApiRoute::VerifyEmail => Expected::Open,
        },
        RouteName::Management(name) => match name {
            ManagementRoute::CreateUser
            | ManagementRoute::ListClients
            | ManagementRoute::ListEvents
            | ManagementRoute::ListSessions
            | ManagementRoute::ListUsers
            | ManagementRoute::ShowClient
            | ManagementRoute::ShowPolicy
            | ManagementRoute::ShowUser => Expected::Bearer,
        },
        RouteName::Operator(name) => match name {
            OperatorRoute::ChangeTenant
            | OperatorRoute::CreateTenant
            | OperatorRoute::ListTenants
            | OperatorRoute::ShowTenant => Expected::Absent,
        },
        RouteName::Oidc(name) => match name {
            OidcRoute::Discovery
            | OidcRoute::DiscoveryAtRoot
            | OidcRoute::Jwks
            | OidcRoute::OAuthMetadata => Expected::Open,
        },
        RouteName::Portal(name) => expected_of_page(name),
        RouteName::System(name) => match name {
            SystemRoute::Health
            | SystemRoute::Mailbox
            | SystemRoute::Metrics
            | SystemRoute::OpenApi
            | SystemRoute::Ready
            | SystemRoute::TenantOpenApi => Expected::Open,
        },
        unknown => panic!("{unknown:?} has no row"),
    }
}

fn expected_of_page(name: PortalRoute) -> Expected {
    match name {
        PortalRoute::ChangeEmail
        | PortalRoute::ChangeOwnPassword
        | PortalRoute::Dashboard
        | PortalRoute::EndOtherSessions
        | PortalRoute::EndSession
        | PortalRoute::ExportProfile
        | PortalRoute::HostedSignOut
        | PortalRoute::HostedSignedIn
        | PortalRoute::Profile
        | PortalRoute::ResendVerification
        | PortalRoute::SaveProfile
        | PortalRoute::SignOut
        | PortalRoute::Suspended
        | PortalRoute::SuspendedSignOut => Expected::ToSignIn,
        PortalRoute::Asset
        | PortalRoute::ChangePassword
        | PortalRoute::ChangePasswordForm
        | PortalRoute::Home
        | PortalRoute::HostedChangePassword
        | PortalRoute::HostedChangePasswordForm
        | PortalRoute::HostedConfirmEmail
        | PortalRoute::HostedConfirmEmailForm
        | PortalRoute::HostedForgotPassword
        | PortalRoute::HostedForgotPasswordForm
        | PortalRoute::HostedResendVerification
        | PortalRoute::HostedResendVerificationForm
        | PortalRoute::HostedResetPassword
        | PortalRoute::HostedResetPasswordForm
        | PortalRoute::HostedSignIn
        | PortalRoute::HostedSignInForm
        | PortalRoute::HostedSignUp
        | PortalRoute::HostedSignUpForm
        | PortalRoute::HostedSignedOut
        | PortalRoute::HostedVerifyEmail
        | PortalRoute::HostedVerifyEmailForm
        | PortalRoute::Mailbox
        | PortalRoute::MailboxMail
        | PortalRoute::SignIn
        | PortalRoute::SignInForm
        | PortalRoute::SignUp
        | PortalRoute::SignUpForm
        | PortalRoute::StyleGuide
        | PortalRoute::SwitchOrganization
        | PortalRoute::Theme => Expected::Open,
    }
}

/// Credentials of both kinds: an access token, and the cookies of a browser.
struct Credentials {
    access: Option<String>,
    cookie: Option<String>,
}

const NOBODY: Credentials = Credentials {
    access: None,
    cookie: None,
};

async fn sign_in(world: &World, slug: &str) -> (Credentials, SessionId) {
    let (cookie, signed_in) = world.cookie(slug).await;
    let credentials = Credentials {
        access: Some(world.tokens(slug).await.access),
        cookie: Some(cookie),
    };
    (credentials, signed_in.session.id)
}

fn request(route: &Route, credentials: &Credentials) -> Call {
    let path = route
        .path_of("acme")
        .replace("{session}", "ses_00000000000000000000000000")
        .replace("{file}", "none.css")
        .replace("{user}", "usr_00000000000000000000000000")
        .replace("{client}", "none");
    let mut call = call(route.verb.as_str(), &path);
    if let Some(access) = &credentials.access {
        call = call.bearer(access);
    }
    if let Some(cookie) = &credentials.cookie {
        call = call.header("cookie", cookie);
    }
    call
}

async fn is_denied_everywhere(world: &World, credentials: &Credentials, who: &str, bearer: u16) {
    for route in routes() {
        let wanted = expected(route.name);
        let by_table = match route.requires {
            Requirement::Operator => Expected::Absent,
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

/// The rows that want a permission, with it.
fn permission_rows() -> impl Iterator<Item = (&'static Route, &'static str)> {
    routes().filter_map(|route| match route.requires {
        Requirement::Permission(permission) => Some((route, permission)),
        _ => None,
    })
}

/// Asserts what every row that wants a permission answers to a token.
async fn all_answer(world: &World, token: &str, status: u16, code: &str) {
    let credentials = Credentials {
        access: Some(token.to_owned()),
        cookie: None,
    };
    let mut rows = 0;
    for (route, permission) in permission_rows() {
        let reply = request(route, &credentials).send(world).await;
        reply.is_problem(status, code);
        assert!(!reply.header("www-authenticate").is_empty() || code == "tenant_not_active");
        if code == "permission_required" {
            let problem = reply.json();
            assert!(problem["detail"].as_str().unwrap().contains(permission));
        }
        rows += 1;
    }
    assert!(rows >= 8);
}

#[tokio::test]
async fn a_user_without_the_permission_is_told_which_one() {
    let world = World::with_two_tenants().await;
    let member = world.tokens("acme").await.access;
    all_answer(&world, &member, 403, "permission_required").await;
}

#[tokio::test]
async fn a_key_without_the_permission_is_told_which_one() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["orders:read", "scim"]).await;
    all_answer(&world, &key, 403, "permission_required").await;
}

#[tokio::test]
async fn a_key_opens_each_row_by_its_permission_alone() {
    let world = World::with_two_tenants().await;
    for (route, permission) in permission_rows() {
        let credentials = Credentials {
            access: Some(world.key("acme", &[permission]).await),
            cookie: None,
        };
        let reply = request(route, &credentials).send(&world).await;
        let status = reply.status.as_u16();
        assert!(
            !matches!(status, 401 | 403 | 500..),
            "{}: {status}",
            route.path
        );
    }
}

#[tokio::test]
async fn keys_of_another_tenant_and_keys_that_are_over_open_nothing() {
    let world = World::with_two_tenants().await;
    let all: Vec<&str> = permission_rows()
        .map(|(_, permission)| permission)
        .collect();
    let foreign = world.key("globex", &all).await;
    all_answer(&world, &foreign, 401, "invalid_token").await;

    let tenant = world.handle("acme").await;
    let issued = world.issue("acme", &all).await;
    let token = issued.token.expose();
    let revoked = tenant.revoke_api_key(issued.key.id, &anonymous()).await;
    assert!(revoked.unwrap());
    all_answer(&world, token, 401, "invalid_token").await;

    let issued = world.issue("acme", &all).await;
    let client = issued.client.id;
    let disabled = tenant.set_client_enabled(client, false, &anonymous()).await;
    assert!(disabled.unwrap());
    all_answer(&world, issued.token.expose(), 401, "invalid_token").await;

    let mut typo = world.key("acme", &all).await;
    typo.pop();
    all_answer(&world, &typo, 401, "invalid_token").await;
}

#[tokio::test]
async fn keys_of_a_suspended_tenant_open_nothing() {
    let world = World::with_two_tenants().await;
    let all: Vec<&str> = permission_rows()
        .map(|(_, permission)| permission)
        .collect();
    let key = world.key("acme", &all).await;
    let operator = world.authnex.operator();
    operator
        .set_tenant_state("acme", StateChange::Suspend, &anonymous())
        .await
        .unwrap();
    all_answer(&world, &key, 403, "tenant_not_active").await;
}

#[tokio::test]
async fn a_key_is_no_user_and_no_cookie_opens_the_management_api() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["users:read"]).await;
    let me = get("/t/acme/api/v1/me").bearer(&key).send(&world).await;
    me.is_problem(401, "invalid_token");
    let (cookie, _) = world.cookie("acme").await;
    let users = get("/t/acme/api/v1/users").header("cookie", &cookie);
    users.send(&world).await.is_problem(401, "unauthenticated");
}

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
