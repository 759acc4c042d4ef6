//! Access tokens: the claims of RFC 9068, who takes them, and what makes them useless.

use authnex_core::{
    AccessTokenError, TenantHandle,
    flow::Grant,
    jose::{JwkSet, base64url},
    token::Tokens,
    user::UserStatus,
    verify::{Verifier, VerifyError},
};
use serde_json::{Value, json};

use super::installation::{
    CLIENT, Installation, NOW, OWNER, PASSWORD, context, credentials, finished, owner_tokens,
    owner_with_tokens,
};

const RESOURCE: &str = "https://api.example/v1";

fn part(token: &str, number: usize) -> Value {
    let encoded = token.split('.').nth(number).unwrap();
    serde_json::from_slice(&base64url::decode(encoded).unwrap()).unwrap()
}

fn header(token: &str) -> Value {
    part(token, 0)
}

/// The claims as they stand in a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    part(token, 1)
}

/// A resource server's verifier, with the keys that the tenant publishes now.
pub(crate) fn verifier(tenant: &TenantHandle, audience: &str) -> Verifier {
    Verifier::builder(tenant.issuer())
        .audience(audience)
        .keys(JwkSet::from_json(tenant.jwks().as_bytes()).unwrap())
        .leeway_seconds(0)
        .build()
        .unwrap()
}

async fn tokens_for(tenant: &TenantHandle, resource: &str) -> Tokens {
    let grant = Grant::Tokens {
        client_id: CLIENT.to_owned(),
        resource: Some(resource.to_owned()),
    };
    let request = credentials(OWNER, PASSWORD, grant);
    finished(tenant.sign_in(request, &context()).await.unwrap())
        .tokens
        .unwrap()
}

async fn refusal(tenant: &TenantHandle, token: &str) -> VerifyError {
    match tenant.authenticate_access_token(token).await {
        Err(AccessTokenError::Refused(error)) => error,
        other => panic!("the token itself should be refused: {other:?}"),
    }
}

/// The token with one character of a part replaced by another.
fn tampered(token: &str, number: usize) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let middle = parts[number].len() / 2;
    let other = if parts[number].as_bytes()[middle] == b'A' {
        "B"
    } else {
        "A"
    };
    parts[number].replace_range(middle..=middle, other);
    parts.join(".")
}

#[tokio::test]
async fn an_access_token_has_the_claims_of_rfc_9068() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (signed_in, tokens) = owner_with_tokens(&tenant).await;
    let head = header(&tokens.access_token);
    assert_eq!(
        (&head["typ"], &head["alg"]),
        (&json!("at+jwt"), &json!("EdDSA"))
    );
    let keys = JwkSet::from_json(tenant.jwks().as_bytes()).unwrap();
    assert!(keys.find(head["kid"].as_str().unwrap()).is_some());

    let claims = claims(&tokens.access_token);
    let session = &signed_in.session;
    assert_eq!(claims["iss"], json!("http://localhost:8080/t/acme"));
    assert_eq!(
        claims["aud"], claims["iss"],
        "the issuer itself, when no resource is named"
    );
    assert_eq!(claims["sub"], json!(session.user.to_string()));
    assert_eq!(claims["client_id"], json!(CLIENT));
    assert_eq!(claims["iat"], json!(NOW));
    assert_eq!(claims["exp"], json!(NOW + 900));
    assert_eq!(claims["auth_time"], json!(NOW));
    assert_eq!(claims["amr"], json!(["pwd"]));
    assert_eq!(claims["sid"], json!(session.id.to_string()));
    assert_eq!(claims["roles"], json!(["owner"]));
    assert!(
        claims["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("tenant:write"))
    );
    let other = super::access_tokens::claims(&owner_tokens(&tenant).await.access_token);
    assert_ne!(claims["jti"], other["jti"]);
}

#[tokio::test]
async fn a_resource_gets_tokens_that_are_meant_for_it_alone() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let tokens = tokens_for(&tenant, RESOURCE).await;
    let now = installation.unix_now();
    let read = verifier(&tenant, RESOURCE)
        .verify(&tokens.access_token, now)
        .unwrap();
    assert_eq!(read.aud, [RESOURCE]);
    let elsewhere = verifier(&tenant, "https://other.example");
    assert_eq!(
        elsewhere.verify(&tokens.access_token, now),
        Err(VerifyError::Audience)
    );
    assert_eq!(
        refusal(&tenant, &tokens.access_token).await,
        VerifyError::Audience
    );
    let next = tenant
        .refresh(tokens.refresh_token.expose(), CLIENT, &context())
        .await;
    assert_eq!(claims(&next.unwrap().access_token)["aud"], json!(RESOURCE));
}

#[tokio::test]
async fn who_holds_an_access_token_is_known_with_what_the_user_may_now() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (signed_in, tokens) = owner_with_tokens(&tenant).await;
    let user = signed_in.session.user;
    let who = tenant
        .authenticate_access_token(&tokens.access_token)
        .await
        .unwrap();
    assert_eq!((who.user.id, who.session.id), (user, signed_in.session.id));
    assert!(who.may("users:write"));
    tenant
        .unassign_role(user, "owner", &context())
        .await
        .unwrap();
    let who = tenant
        .authenticate_access_token(&tokens.access_token)
        .await
        .unwrap();
    assert!(!who.may("users:write"), "not what the token says");
}

#[tokio::test]
async fn a_token_of_another_tenant_is_refused_by_key_and_by_issuer() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let token = owner_tokens(&tenant).await.access_token;
    assert!(matches!(
        refusal(&other, &token).await,
        VerifyError::UnknownKey { .. }
    ));
    let keys_of_one_issuer_of_another = Verifier::builder(other.issuer())
        .audience(tenant.issuer())
        .keys(JwkSet::from_json(tenant.jwks().as_bytes()).unwrap())
        .build()
        .unwrap();
    let now = installation.unix_now();
    assert_eq!(
        keys_of_one_issuer_of_another.verify(&token, now),
        Err(VerifyError::Issuer)
    );
}

#[tokio::test]
async fn a_token_that_was_tampered_with_is_refused() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let token = owner_tokens(&tenant).await.access_token;
    for number in [1, 2] {
        assert_eq!(
            refusal(&tenant, &tampered(&token, number)).await,
            VerifyError::Signature
        );
    }
    let [head, payload, _]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let unsigned = base64url::encode(br#"{"typ":"at+jwt","alg":"none"}"#);
    for text in [
        format!("{unsigned}.{payload}."),
        format!("{head}.{payload}."),
        format!("{head}.{payload}"),
        String::new(),
    ] {
        refusal(&tenant, &text).await;
    }
    tenant.authenticate_access_token(&token).await.unwrap();
}

#[tokio::test]
async fn a_token_expires_and_a_few_seconds_of_other_clocks_are_forgiven() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"access_token_seconds": 60}))
        .await;
    let tokens = owner_tokens(&tenant).await;
    assert_eq!(tokens.expires_in, 60);
    let strict = verifier(&tenant, tenant.issuer());
    installation.clock.advance(59);
    strict
        .verify(&tokens.access_token, installation.unix_now())
        .unwrap();
    installation.clock.advance(1);
    let expired = strict.verify(&tokens.access_token, installation.unix_now());
    assert_eq!(expired, Err(VerifyError::Expired));
    installation.clock.advance(4);
    tenant
        .authenticate_access_token(&tokens.access_token)
        .await
        .unwrap();
    installation.clock.advance(1);
    assert_eq!(
        refusal(&tenant, &tokens.access_token).await,
        VerifyError::Expired
    );
}

#[tokio::test]
async fn a_token_opens_nothing_here_once_its_session_has_ended() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (signed_in, tokens) = owner_with_tokens(&tenant).await;
    tenant
        .sign_out(&signed_in.session, &context())
        .await
        .unwrap();
    let refused = tenant.authenticate_access_token(&tokens.access_token).await;
    assert!(matches!(refused, Err(AccessTokenError::SessionEnded)));
    let verified = verifier(&tenant, tenant.issuer());
    let now = installation.unix_now();
    assert!(
        verified.verify(&tokens.access_token, now).is_ok(),
        "offline until it expires"
    );
}

#[tokio::test]
async fn a_token_opens_nothing_here_once_its_user_is_suspended() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let (signed_in, tokens) = owner_with_tokens(&tenant).await;
    let user = signed_in.session.user;
    for status in [UserStatus::Suspended, UserStatus::Active] {
        tenant
            .set_user_status(user, status, &context())
            .await
            .unwrap();
        let refused = tenant.authenticate_access_token(&tokens.access_token).await;
        assert!(
            matches!(refused, Err(AccessTokenError::SessionEnded)),
            "{status:?}"
        );
    }
}
