use serde_json::json;

use super::party::*;
use crate::harness::{EMAIL, get, post};

#[tokio::test]
async fn claims_follow_the_scopes_and_the_wishes() {
    let world = world().await;
    let tokens_ = tokens(&world, "acme", &[]).await;
    let access = tokens_["access_token"].as_str().unwrap();
    let reply = get("/t/acme/oauth/userinfo")
        .bearer(access)
        .send(&world)
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    let info = reply.json();
    assert_eq!(
        info["sub"],
        claims(tokens_["id_token"].as_str().unwrap())["sub"]
    );
    assert_eq!(info["email"], EMAIL);
    assert_eq!(info["name"], "Ada");
    assert!(info.get("phone_number").is_none() && info.get("birthdate").is_none());

    let wish = json!({"userinfo": {"email": {"essential": true}}, "id_token": {"name": null, "phone_number": null}});
    let asked = [("scope", "openid"), ("claims", &wish.to_string())];
    let tokens_ = tokens(&world, "acme", &asked).await;
    let access = tokens_["access_token"].as_str().unwrap();
    let info = get("/t/acme/oauth/userinfo")
        .bearer(access)
        .send(&world)
        .await
        .json();
    assert_eq!(info["email"], EMAIL);
    assert!(info.get("name").is_none());
    let id = claims(tokens_["id_token"].as_str().unwrap());
    assert_eq!(id["name"], "Ada");
}

#[tokio::test]
async fn a_token_comes_in_one_place_and_never_in_the_query() {
    let world = world().await;
    let tokens = tokens(&world, "acme", &[]).await;
    let access = tokens["access_token"].as_str().unwrap();
    let path = "/t/acme/oauth/userinfo";
    let by_form = post(path)
        .form(&[("access_token", access)])
        .send(&world)
        .await;
    assert_eq!(by_form.status, 200, "{}", by_form.text());
    let by_header = post(path).bearer(access).send(&world).await;
    assert_eq!(by_header.status, 200, "{}", by_header.text());
    let twice = post(path)
        .bearer(access)
        .form(&[("access_token", access)])
        .send(&world)
        .await;
    is_error(&twice, 400, "invalid_request");
    let query = get(&format!("{path}?access_token={access}"))
        .send(&world)
        .await;
    assert_eq!(query.status, 401);
    let bare = query.header("www-authenticate");
    assert!(
        bare.starts_with("Bearer realm=") && !bare.contains("error"),
        "{bare}"
    );
}

#[tokio::test]
async fn tokens_that_are_for_something_else_open_nothing() {
    let world = world().await;
    let path = "/t/acme/oauth/userinfo";
    let users = tokens(&world, "acme", &[]).await;
    for wrong in [users["id_token"].as_str().unwrap(), "nonsense", "a.b.c"] {
        let reply = get(path).bearer(wrong).send(&world).await;
        is_error(&reply, 401, "invalid_token");
        assert!(
            reply
                .header("www-authenticate")
                .contains("error=\"invalid_token\"")
        );
    }
    let access = users["access_token"].as_str().unwrap();
    let elsewhere = get("/t/globex/oauth/userinfo")
        .bearer(access)
        .send(&world)
        .await;
    is_error(&elsewhere, 401, "invalid_token");
    let own = world.tokens("acme").await.access;
    let reply = get(path).bearer(&own).send(&world).await;
    is_error(&reply, 403, "insufficient_scope");
    let bare = tokens(&world, "acme", &[("scope", "profile")]).await;
    assert!(bare.get("id_token").is_none());
    let reply = get(path)
        .bearer(bare["access_token"].as_str().unwrap())
        .send(&world)
        .await;
    is_error(&reply, 403, "insufficient_scope");
    let named = tokens(&world, "acme", &[("resource", "https://api.example")]).await;
    let reply = get(path)
        .bearer(named["access_token"].as_str().unwrap())
        .send(&world)
        .await;
    is_error(&reply, 401, "invalid_token");
    world.clock.advance(901);
    is_error(
        &get(path).bearer(access).send(&world).await,
        401,
        "invalid_token",
    );
}

#[tokio::test]
async fn a_pairwise_subject_is_the_sectors_own_everywhere() {
    let world = world().await;
    let public = tokens(&world, "acme", &[]).await;
    let public = claims(public["id_token"].as_str().unwrap());
    put(
        &world,
        "acme",
        metadata_with(json!({"subject_type": "pairwise"})),
    )
    .await;
    let pairwise = tokens(&world, "acme", &[]).await;
    let id = claims(pairwise["id_token"].as_str().unwrap());
    assert_ne!(id["sub"], public["sub"]);
    let access = pairwise["access_token"].as_str().unwrap();
    assert_eq!(claims(access)["sub"], id["sub"]);
    let info = get("/t/acme/oauth/userinfo")
        .bearer(access)
        .send(&world)
        .await
        .json();
    assert_eq!(info["sub"], id["sub"]);
    let again = tokens(&world, "acme", &[]).await;
    assert_eq!(
        claims(again["id_token"].as_str().unwrap())["sub"],
        id["sub"]
    );
}

/// What a client may do at the management API is what was granted to it, not what its user may do.
#[tokio::test]
async fn a_granted_token_opens_no_more_of_the_api_than_was_granted() {
    let world = world().await;
    let third = metadata_with(json!({"first_party": false, "client_id": "third"}));
    put(&world, "acme", third).await;
    let own = tokens(&world, "acme", &[]).await;
    let access = own["access_token"].as_str().unwrap();
    let reply = get("/t/acme/api/v1/users")
        .bearer(access)
        .send(&world)
        .await;
    assert_eq!(reply.status, 403);
    let me = get("/t/acme/api/v1/me").bearer(access).send(&world).await;
    assert_eq!(me.status, 200, "the tenant's own house");
}
