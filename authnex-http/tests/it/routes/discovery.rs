use serde_json::json;

use crate::harness::{World, get};

#[tokio::test]
async fn the_three_documents_are_one_and_say_only_what_is_true() {
    let world = World::with_two_tenants().await;
    let mut documents = Vec::new();
    for path in [
        "/t/acme/.well-known/openid-configuration",
        "/.well-known/openid-configuration/t/acme",
        "/.well-known/oauth-authorization-server/t/acme",
    ] {
        let reply = get(path).send(&world).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        documents.push(reply.json());
    }
    let document = &documents[0];
    assert_eq!((document, document), (&documents[1], &documents[2]));
    assert_eq!(document["issuer"], "http://localhost:8080/t/acme");
    for (name, rest) in [
        ("authorization_endpoint", "authorize"),
        ("token_endpoint", "token"),
        ("userinfo_endpoint", "userinfo"),
        ("introspection_endpoint", "introspect"),
        ("revocation_endpoint", "revoke"),
        ("end_session_endpoint", "end_session"),
    ] {
        let url = format!("http://localhost:8080/t/acme/oauth/{rest}");
        assert_eq!(document[name], url, "{name}");
    }
    assert_eq!(
        document["code_challenge_methods_supported"],
        json!(["S256"])
    );
    assert_eq!(document["response_types_supported"], json!(["code"]));
    for (name, truth) in [
        ("request_parameter_supported", false),
        ("request_uri_parameter_supported", false),
        ("claims_parameter_supported", true),
        ("authorization_response_iss_parameter_supported", true),
    ] {
        assert_eq!(document[name], truth, "{name}");
    }
    let jwks = document["jwks_uri"].as_str().unwrap();
    let path = jwks.strip_prefix("http://localhost:8080").unwrap();
    let keys = get(path).send(&world).await;
    assert_eq!(keys.status, 200);
    assert_eq!(keys.header("cache-control"), "public, max-age=300");
    assert_eq!(keys.header("access-control-allow-origin"), "*");
    let keys = keys.json();
    let keys = keys["keys"].as_array().unwrap();
    assert!(
        keys.iter().all(|key| key.get("d").is_none()),
        "no private part"
    );
    assert!(keys.iter().any(|key| key["alg"] == "EdDSA"));
}

#[tokio::test]
async fn keys_of_two_tenants_have_nothing_in_common() {
    let world = World::with_two_tenants().await;
    let mut sets = Vec::new();
    for slug in ["acme", "globex"] {
        let reply = get(&format!("/t/{slug}/oauth/jwks"))
            .send(&world)
            .await
            .json();
        let keys = reply["keys"].as_array().unwrap().clone();
        sets.push(
            keys.iter()
                .map(|key| key["kid"].to_string())
                .collect::<Vec<_>>(),
        );
    }
    assert!(sets[0].iter().all(|kid| !sets[1].contains(kid)));
}

#[tokio::test]
async fn an_unknown_tenant_is_told_as_oauth_tells_errors() {
    let world = World::new().await;
    let reply = get("/t/nowhere/oauth/jwks").send(&world).await;
    assert_eq!(reply.status, 404);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.json()["error"], "invalid_request");
    assert!(reply.json()["error_description"].is_string());
}
