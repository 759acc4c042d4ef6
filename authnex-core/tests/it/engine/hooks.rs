//! Where an application hangs its own rules.

use std::sync::Arc;

use async_trait::async_trait;
use authnex_core::{
    flow::{SignUpError, SignUpTenantError},
    port::{BeforeSignUp, BeforeToken, Hooks, Refusal},
    token::RESERVED_CLAIMS,
};
use serde_json::json;

use super::{
    access_tokens::claims,
    installation::{CLIENT, Installation, add_user, context, new_tenant, new_user, owner_tokens},
};

/// Adds one claim of the application's own and tries to set every reserved one.
#[derive(Debug)]
struct GreedyClaims;

#[async_trait]
impl Hooks for GreedyClaims {
    async fn before_token(&self, token: BeforeToken<'_>) {
        let plan = format!("plan of {} for {}", token.tenant, token.subject);
        token.claims.insert("plan".to_owned(), plan.into());
        for name in RESERVED_CLAIMS {
            token.claims.insert(name.to_owned(), "forged".into());
        }
    }
}

/// Lets nobody in from one domain.
#[derive(Debug)]
struct NoRivals;

#[async_trait]
impl Hooks for NoRivals {
    async fn before_sign_up(&self, sign_up: BeforeSignUp<'_>) -> Result<(), Refusal> {
        if sign_up.email.domain() == "rival.example" {
            return Err(Refusal(format!("{} is not for rivals", sign_up.tenant)));
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_hook_adds_claims_of_its_own_but_sets_no_reserved_one() {
    let installation = Installation::with(|builder| builder.hooks(Arc::new(GreedyClaims))).await;
    let tenant = installation.make_tenant("acme").await;
    let first = owner_tokens(&tenant).await;
    let next = tenant
        .refresh(first.refresh_token.expose(), CLIENT, &context())
        .await
        .unwrap();
    for token in [&first.access_token, &next.access_token] {
        let claims = claims(token);
        let subject = claims["sub"].as_str().unwrap();
        assert_eq!(claims["plan"], json!(format!("plan of acme for {subject}")));
        for name in RESERVED_CLAIMS {
            assert_ne!(claims[name], json!("forged"), "{name}");
        }
        tenant.authenticate_access_token(token).await.unwrap();
    }
}

#[tokio::test]
async fn a_hook_refuses_an_account_or_a_tenant_with_its_own_words() {
    let installation = Installation::with(|builder| builder.hooks(Arc::new(NoRivals))).await;
    let tenant = installation.make_tenant("acme").await;
    let refused = tenant
        .sign_up(new_user("ben@RIVAL.example"), &context())
        .await;
    assert!(matches!(refused, Err(SignUpError::Refused(text)) if text == "acme is not for rivals"));
    let mut request = new_tenant("rivals");
    request.email = "ben@rival.example".to_owned();
    let refused = installation
        .engine
        .sign_up_tenant(request, &context())
        .await;
    assert!(
        matches!(refused, Err(SignUpTenantError::Refused(text)) if text == "rivals is not for rivals")
    );
    assert!(
        installation
            .engine
            .tenant("rivals")
            .await
            .unwrap()
            .is_none()
    );
    add_user(&tenant, "ben@acme.example").await;
}

#[tokio::test]
async fn a_hook_is_not_asked_about_input_that_does_not_do() {
    let installation = Installation::with(|builder| builder.hooks(Arc::new(NoRivals))).await;
    let tenant = installation.make_tenant("acme").await;
    let mut request = new_user("ben@rival.example");
    request.password = "short".into();
    let refused = tenant.sign_up(request, &context()).await;
    assert!(matches!(refused, Err(SignUpError::Invalid(_))));
}
