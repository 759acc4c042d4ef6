//! Accounts: who may make one, and what of the input does not do.

use authnex_core::{
    flow::{CreateUserError, NewPassword, SignInError, SignUpError},
    foundation::PageRequest,
};
use serde_json::json;

use super::installation::{
    Installation, OWNER, PASSWORD, add_user, context, new_user, owner_session, try_sign_in,
    user_by_operator,
};

#[tokio::test]
async fn anybody_makes_an_account_where_sign_up_is_open_and_may_nothing() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let user = add_user(&tenant, "Ben@Other.example").await;
    assert_eq!(user.username, "Ben@Other.example");
    let signed_in = try_sign_in(&tenant, "ben@other.example", PASSWORD)
        .await
        .unwrap();
    let who = tenant
        .authenticate_session(signed_in.session_token.expose())
        .await;
    let who = who.unwrap().unwrap();
    assert_eq!(who.user.id, user.id);
    assert_eq!(who.roles, ["member"]);
    assert!(who.permissions.is_empty());
}

#[tokio::test]
async fn nobody_makes_an_account_where_sign_up_is_closed() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"sign_up": "closed"}))
        .await;
    let refused = tenant
        .sign_up(new_user("ben@acme.example"), &context())
        .await;
    assert!(matches!(refused, Err(SignUpError::Closed)));
    assert!(
        tenant
            .create_user(user_by_operator("ben@acme.example"), &context())
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn only_listed_domains_make_accounts_where_sign_up_is_by_domain() {
    let installation = Installation::new().await;
    let policy = json!({"sign_up": "domain", "allowed_email_domains": ["acme.example", "xn--bcher-kva.example"]});
    let tenant = installation.make_tenant_with("acme", policy).await;
    for email in ["ben@ACME.example", "ben@bücher.example"] {
        add_user(&tenant, email).await;
    }
    let strangers = [
        "ben@other.example",
        "ben@sub.acme.example",
        "ben@notacme.example",
        "ben@acme.example.evil.example",
    ];
    for email in strangers {
        let refused = tenant.sign_up(new_user(email), &context()).await;
        assert!(
            matches!(refused, Err(SignUpError::DomainNotAllowed)),
            "{email}"
        );
    }
}

#[tokio::test]
async fn one_address_has_one_account_in_a_tenant_in_every_spelling() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    add_user(&tenant, "ben@bücher.example").await;
    for email in ["BEN@bücher.example", "ben@xn--bcher-kva.example", OWNER] {
        let refused = tenant.sign_up(new_user(email), &context()).await;
        assert!(matches!(refused, Err(SignUpError::Taken)), "{email}");
    }
}

#[tokio::test]
async fn one_address_in_two_tenants_is_two_people() {
    let installation = Installation::new().await;
    let [acme, globex] = [
        installation.make_tenant("acme").await,
        installation.make_tenant("globex").await,
    ];
    let here = add_user(&acme, "ben@acme.example").await;
    let mut request = new_user("ben@acme.example");
    request.password = "another password".into();
    let there = globex.sign_up(request, &context()).await.unwrap();
    assert_ne!(here.id, there.id);
    try_sign_in(&globex, "ben@acme.example", "another password")
        .await
        .unwrap();
    let crossed = try_sign_in(&acme, "ben@acme.example", "another password").await;
    assert!(matches!(crossed, Err(SignInError::WrongCredentials)));
    assert!(acme.user(there.id).await.unwrap().is_none());
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_account_is_told_at_once() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"password_min_length": 12}))
        .await;
    let mut request = new_user("ben");
    request.password = "elevenchars".into();
    request.name = Some("n".repeat(101));
    let Err(SignUpError::Invalid(faults)) = tenant.sign_up(request, &context()).await else {
        panic!("the input should not do");
    };
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["email_invalid", "name_too_long", "too_short"]);
}

#[tokio::test]
async fn an_account_by_an_operator_may_have_a_sign_in_name_and_no_address() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let mut request = user_by_operator("x");
    request.email = None;
    request.username = Some(" Printer-2 ".to_owned());
    request.password = Some(NewPassword::Plain(PASSWORD.into()));
    let user = tenant
        .create_user(request.clone(), &context())
        .await
        .unwrap();
    assert_eq!((user.username.as_str(), user.email), ("Printer-2", None));
    try_sign_in(&tenant, "PRINTER-2", PASSWORD).await.unwrap();
    let again = tenant.create_user(request, &context()).await;
    assert!(matches!(again, Err(CreateUserError::Taken)));
}

#[tokio::test]
async fn an_account_without_a_password_signs_nobody_in() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let made = tenant
        .create_user(user_by_operator("ben@acme.example"), &context())
        .await;
    made.unwrap();
    for password in ["", PASSWORD] {
        let refused = try_sign_in(&tenant, "ben@acme.example", password).await;
        assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    }
}

#[tokio::test]
async fn an_account_by_an_operator_gets_the_roles_that_are_named_or_none_is_made() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let mut request = user_by_operator("ben@acme.example");
    request.password = Some(NewPassword::Plain(PASSWORD.into()));
    for unknown in ["writer", "No Role"] {
        request.roles = vec!["admin".to_owned(), unknown.to_owned()];
        let refused = tenant.create_user(request.clone(), &context()).await;
        assert!(matches!(refused, Err(CreateUserError::UnknownRole(name)) if name == unknown));
    }
    let users = tenant
        .list_users(&PageRequest::new(10, None))
        .await
        .unwrap();
    assert_eq!(users.items.len(), 1, "the owner alone");
    request.roles = vec!["admin".to_owned()];
    tenant.create_user(request, &context()).await.unwrap();
    let signed_in = try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
    let who = tenant
        .authenticate_session(signed_in.session_token.expose())
        .await;
    let who = who.unwrap().unwrap();
    assert_eq!(who.roles, ["admin"]);
    assert!(who.may("users:write") && !who.may("tenant:write"));
}

#[tokio::test]
async fn an_account_by_an_operator_needs_a_name_and_a_usable_hash() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let mut request = user_by_operator("x");
    request.email = None;
    request.password = Some(NewPassword::Hash("$md5$x".to_owned()));
    let refused = tenant.create_user(request, &context()).await;
    let Err(CreateUserError::Invalid(faults)) = refused else {
        panic!("the input should not do");
    };
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["username_invalid", "password_hash_invalid"]);
}

#[tokio::test]
async fn users_are_listed_page_by_page() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    owner_session(&tenant).await;
    for number in 0..4 {
        installation.clock.advance(1);
        add_user(&tenant, &format!("user{number}@acme.example")).await;
    }
    let mut names = Vec::new();
    let mut after = None;
    loop {
        let page = tenant
            .list_users(&PageRequest::new(2, after))
            .await
            .unwrap();
        assert!(page.items.len() <= 2);
        names.extend(page.items.into_iter().map(|user| user.username));
        let Some(cursor) = page.next_cursor else {
            break;
        };
        after = Some(cursor.parse().unwrap());
    }
    let expected = [
        OWNER,
        "user0@acme.example",
        "user1@acme.example",
        "user2@acme.example",
        "user3@acme.example",
    ];
    assert_eq!(names, expected);
}
