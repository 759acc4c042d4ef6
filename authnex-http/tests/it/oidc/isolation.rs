use serde_json::json;

use super::party::*;
use crate::pages::Browser;

#[tokio::test]
async fn codes_and_refresh_tokens_of_one_tenant_are_unknown_at_another() {
    let world = world().await;
    let code_ = code(&world, "acme", &[("scope", "openid offline_access")]).await;
    is_error(
        &token(&world, "globex", &exchange(&code_)).await,
        400,
        "invalid_grant",
    );
    let tokens = token(&world, "acme", &exchange(&code_)).await;
    assert_eq!(tokens.status, 200, "the other tenant's try used nothing up");
    let tokens = tokens.json();
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    is_error(
        &token(&world, "globex", &refresh).await,
        400,
        "invalid_grant",
    );
    assert_eq!(token(&world, "acme", &refresh).await.status, 200);
}

#[tokio::test]
async fn codes_and_refresh_tokens_of_one_client_are_unknown_to_another() {
    let world = world().await;
    put(&world, "acme", metadata_with(json!({"client_id": "other"}))).await;
    let code_ = code(&world, "acme", &[("scope", "openid offline_access")]).await;
    let stolen = token_as(&world, "acme", "other", &exchange(&code_)).await;
    is_error(&stolen, 400, "invalid_grant");
    let tokens = token(&world, "acme", &exchange(&code_)).await;
    assert_eq!(tokens.status, 200, "the other client's try used nothing up");
    let tokens = tokens.json();
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    is_error(
        &token_as(&world, "acme", "other", &refresh).await,
        400,
        "invalid_grant",
    );
    assert_eq!(token(&world, "acme", &refresh).await.status, 200);
}

#[tokio::test]
async fn a_session_of_one_tenant_signs_nobody_in_at_another() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    authorize(&mut browser, "acme", &[]).await;
    let reply = browser
        .open(&authorize_path("globex", &[("prompt", "none")]))
        .await;
    assert_eq!(told(&reply, "error").as_deref(), Some("login_required"));
    let reply = browser.open(&authorize_path("nowhere", &[])).await;
    assert_eq!(reply.status, 404);
}

#[tokio::test]
async fn a_client_of_one_tenant_is_unknown_at_another() {
    let world = world().await;
    put(
        &world,
        "acme",
        metadata_with(json!({"client_id": "only-acme"})),
    )
    .await;
    let asked = [("client_id", "only-acme")];
    let reply = Browser::new(&world)
        .open(&authorize_path("globex", &asked))
        .await;
    assert_eq!(reply.status, 400);
    let grant = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let reply = token_as(&world, "globex", "only-acme", &grant).await;
    is_error(&reply, 401, "invalid_client");
}
