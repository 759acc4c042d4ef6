//! Making a tenant with its owner.

use authnex_core::{flow::SignUpTenantError, role::CATALOGUE};

use super::installation::{
    Installation, OWNER, PASSWORD, context, new_tenant, owner_session, try_sign_in,
};

fn faults(error: SignUpTenantError) -> Vec<(&'static str, &'static str)> {
    match error {
        SignUpTenantError::Invalid(faults) => faults
            .iter()
            .map(|fault| (fault.field, fault.code))
            .collect(),
        other => panic!("the input should not do: {other:?}"),
    }
}

#[tokio::test]
async fn the_owner_of_a_new_tenant_holds_the_owner_role_and_every_permission() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let signed_in = owner_session(&tenant).await;
    let who = tenant
        .authenticate_session(signed_in.session_token.expose())
        .await;
    let who = who.unwrap().unwrap();
    assert_eq!(who.roles, ["owner"]);
    let all: Vec<&str> = CATALOGUE.iter().map(|(name, _)| *name).collect();
    assert_eq!(who.permissions.iter().collect::<Vec<_>>(), all);
    assert!(who.may("tenant:write"));
    assert!(!who.may("articles:write"));
    assert_eq!(who.user.username, OWNER);
    assert!(!who.user.email_verified);
}

#[tokio::test]
async fn a_new_tenant_has_its_slug_issuer_and_keys_at_once() {
    let installation =
        Installation::with(|builder| builder.base_url("https://auth.example/base/")).await;
    let tenant = installation.make_tenant(" Acme ").await;
    assert_eq!(tenant.slug().as_str(), "acme");
    assert_eq!(tenant.issuer(), "https://auth.example/base/t/acme");
    let keys: serde_json::Value = serde_json::from_str(tenant.jwks()).unwrap();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_slug_that_is_taken_is_refused_in_every_spelling_and_changes_nothing() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    for slug in ["acme", "ACME", " acme "] {
        let mut request = new_tenant(slug);
        request.password = "another password".into();
        let refused = installation
            .engine
            .sign_up_tenant(request, &context())
            .await;
        assert!(
            matches!(refused, Err(SignUpTenantError::SlugTaken)),
            "{slug}"
        );
    }
    assert!(
        try_sign_in(&tenant, OWNER, "another password")
            .await
            .is_err()
    );
    owner_session(&tenant).await;
}

#[tokio::test]
async fn a_reserved_slug_is_refused() {
    let installation = Installation::new().await;
    for slug in ["portal", "Admin"] {
        let refused = installation
            .engine
            .sign_up_tenant(new_tenant(slug), &context())
            .await;
        assert_eq!(faults(refused.unwrap_err()), [("slug", "slug_reserved")]);
    }
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_sign_up_is_told_at_once() {
    let installation = Installation::new().await;
    let mut request = new_tenant("-");
    request.name = "  ".to_owned();
    request.email = "anna".to_owned();
    request.password = "short".into();
    let refused = installation
        .engine
        .sign_up_tenant(request, &context())
        .await;
    let expected = [
        ("slug", "slug_length"),
        ("name", "name_missing"),
        ("email", "email_invalid"),
        ("password", "too_short"),
    ];
    assert_eq!(faults(refused.unwrap_err()), expected);
    assert!(installation.engine.tenant("-").await.unwrap().is_none());
}

#[tokio::test]
async fn names_are_at_most_100_characters_without_controls() {
    let installation = Installation::new().await;
    let mut request = new_tenant("acme");
    request.name = "ü".repeat(101);
    request.owner_name = Some("An\u{7}na".to_owned());
    let refused = installation
        .engine
        .sign_up_tenant(request, &context())
        .await;
    let expected = [("name", "name_too_long"), ("name", "name_characters")];
    assert_eq!(faults(refused.unwrap_err()), expected);
    let mut request = new_tenant("acme");
    request.name = "ü".repeat(100);
    let made = installation
        .engine
        .sign_up_tenant(request, &context())
        .await;
    assert_eq!(made.unwrap().tenant.name(), "ü".repeat(100));
}

#[tokio::test]
async fn a_password_that_everybody_would_guess_is_refused() {
    let installation = Installation::new().await;
    let too_long = "a".repeat(129);
    let guesses = [
        (OWNER, "is_email"),
        ("Acme Inc.", "is_tenant_name"),
        ("Password123", "too_common"),
        (too_long.as_str(), "too_long"),
        ("seven77", "too_short"),
    ];
    for (password, code) in guesses {
        let mut request = new_tenant("acme");
        request.password = password.into();
        let refused = installation
            .engine
            .sign_up_tenant(request, &context())
            .await;
        assert_eq!(
            faults(refused.unwrap_err()),
            [("password", code)],
            "{password}"
        );
    }
}

#[tokio::test]
async fn a_slug_of_no_tenant_opens_nothing() {
    let installation = Installation::new().await;
    installation.make_tenant("acme").await;
    for slug in ["acm", "acme2", "", "a/b", "installation"] {
        assert!(
            installation.engine.tenant(slug).await.unwrap().is_none(),
            "{slug}"
        );
    }
    let handle = installation.engine.tenant(" ACME").await.unwrap().unwrap();
    try_sign_in(&handle, OWNER, PASSWORD).await.unwrap();
}
