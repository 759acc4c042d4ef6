//! Sign-in by password: a stranger learns nothing from a refusal.

use authnex_core::{
    flow::{Grant, SignInError},
    foundation::RequestContext,
    user::UserStatus,
};

use super::installation::{
    CLIENT, Installation, OWNER, PASSWORD, add_user, context, credentials, finished, owner_session,
    owner_tokens, try_sign_in,
};

#[tokio::test]
async fn the_right_password_opens_a_session_that_says_how_and_from_where() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let from = RequestContext {
        address: Some("192.0.2.7".parse().unwrap()),
        user_agent: Some("Browser/1".to_owned()),
        ..context()
    };
    let request = credentials(OWNER, PASSWORD, Grant::Session);
    let signed_in = finished(tenant.sign_in(request, &from).await.unwrap());
    assert!(signed_in.tokens.is_none());
    let token = signed_in.session_token.expose();
    let session = tenant.check_session(token).await.unwrap().unwrap();
    assert_eq!(session.id, signed_in.session.id);
    assert_eq!(session.amr, "pwd");
    assert_eq!(session.auth_time, installation.now());
    assert_eq!(session.device.address, from.address);
    assert_eq!(session.device.user_agent, from.user_agent);
}

#[tokio::test]
async fn a_name_is_taken_in_every_spelling_but_a_password_in_one() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    for login in ["ANNA@acme.example", " anna@ACME.EXAMPLE "] {
        try_sign_in(&tenant, login, PASSWORD).await.unwrap();
    }
    let blank = format!("{PASSWORD} ");
    for password in [PASSWORD.to_uppercase().as_str(), &blank, ""] {
        let refused = try_sign_in(&tenant, OWNER, password).await;
        assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    }
}

#[tokio::test]
async fn a_wrong_password_an_unknown_name_and_an_unknown_tenant_get_one_answer() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let wrong = try_sign_in(&tenant, OWNER, "wrong password")
        .await
        .unwrap_err();
    let unknown = try_sign_in(&tenant, "nobody@acme.example", PASSWORD)
        .await
        .unwrap_err();
    let nowhere = installation
        .engine
        .sign_in_to_unknown_tenant("nowhere", OWNER, PASSWORD.into(), &context())
        .await;
    for refused in [wrong, unknown, nowhere] {
        assert!(
            matches!(refused, SignInError::WrongCredentials),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_suspended_user_signs_in_no_more_and_is_signed_out_at_once() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let ben = add_user(&tenant, "ben@acme.example").await;
    let open = try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
    let token = open.session_token.expose();
    assert!(tenant.check_session(token).await.unwrap().is_some());
    let by = context();
    let set = |status| tenant.set_user_status(ben.id, status, &by);
    assert!(set(UserStatus::Suspended).await.unwrap());
    assert!(
        !set(UserStatus::Suspended).await.unwrap(),
        "it is so already"
    );
    assert!(tenant.check_session(token).await.unwrap().is_none());
    let refused = try_sign_in(&tenant, "ben@acme.example", PASSWORD).await;
    assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    owner_session(&tenant).await;
    assert!(set(UserStatus::Active).await.unwrap());
    try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
    assert!(
        tenant.check_session(token).await.unwrap().is_none(),
        "it stays ended"
    );
}

#[tokio::test]
async fn a_resource_that_is_no_absolute_https_uri_without_fragment_is_refused() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let grant = |resource: &str| Grant::Tokens {
        client_id: CLIENT.to_owned(),
        resource: Some(resource.to_owned()),
    };
    let long = format!("https://api.example/{}", "a".repeat(512));
    let refused = [
        "",
        "api.example",
        "/api",
        "http://api.example",
        "ftp://localhost",
        "https://api.example/#part",
        "https://api.example/#",
        "urn:example:api",
        &long,
    ];
    for resource in refused {
        let request = credentials(OWNER, PASSWORD, grant(resource));
        let answer = tenant.sign_in(request, &context()).await;
        assert!(
            matches!(answer, Err(SignInError::InvalidTarget)),
            "{resource}"
        );
    }
    for resource in ["https://api.example/v1?x=1", "http://localhost:3000"] {
        let request = credentials(OWNER, PASSWORD, grant(resource));
        assert!(
            tenant.sign_in(request, &context()).await.is_ok(),
            "{resource}"
        );
    }
}

#[tokio::test]
async fn what_a_sign_in_hands_out_prints_no_secret() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let request = credentials(OWNER, PASSWORD, Grant::Session);
    assert!(!format!("{request:?}").contains(PASSWORD));
    let signed_in = owner_session(&tenant).await;
    assert!(!format!("{signed_in:?}").contains(signed_in.session_token.expose()));
    let tokens = owner_tokens(&tenant).await;
    assert!(!format!("{tokens:?}").contains(tokens.refresh_token.expose()));
    assert_eq!(format!("{tenant:?}"), "TenantHandle(\"acme\")");
    let engine = format!("{:?}", tenant.authnex());
    assert!(engine.contains("data_key: DataKey"), "but nothing of it");
    assert!(
        engine.contains("secret: InstanceSecret"),
        "but nothing of it"
    );
}
