use authnex_http::route::{Requirement, RouteName, routes};
use serde_json::Value;

use crate::harness::{World, get};

async fn document() -> Value {
    let world = World::operated().await;
    let reply = get("/openapi.json").send(&world).await;
    assert_eq!(reply.status, 200);
    reply.json()
}

#[tokio::test]
async fn every_json_route_is_described() {
    let document = document().await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["servers"][0]["url"], "http://localhost:8080");
    for route in routes() {
        let undocumented = ["/metrics", "/dev/mailbox.json"];
        let is_json =
            !matches!(route.name, RouteName::Portal(_)) && !undocumented.contains(&route.path);
        assert_eq!(route.is_documented(), is_json, "{}", route.path);
        let operation = &document["paths"][route.path][route.verb.as_str().to_lowercase()];
        assert_eq!(
            operation.is_object(),
            is_json,
            "{} {}",
            route.verb.as_str(),
            route.path
        );
        if is_json {
            // How clients prove themselves at the OAuth endpoints is the protocol's own matter.
            let guarded = !matches!(route.requires, Requirement::Public | Requirement::Protocol);
            assert_eq!(operation["security"].is_array(), guarded, "{}", route.path);
        }
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere_and_operation_ids_are_unique() {
    let document = document().await;
    let mut references = Vec::new();
    gather(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let operations = document["paths"].as_object().unwrap().values();
    let mut ids: Vec<String> = operations
        .flat_map(|item| item.as_object().unwrap().values())
        .filter_map(|operation| operation["operationId"].as_str().map(str::to_owned))
        .collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[tokio::test]
async fn a_tenant_has_a_document_of_its_own_without_the_slug() {
    let world = World::with_two_tenants().await;
    assert_eq!(get("/t/nobody/openapi.json").send(&world).await.status, 404);
    let reply = get("/t/acme/openapi.json").send(&world).await;
    assert_eq!(reply.status, 200);
    let document = reply.json();
    let issuer = world.handle("acme").await.issuer().to_owned();
    assert_eq!(document["servers"], serde_json::json!([{"url": issuer}]));
    let paths = document["paths"].as_object().unwrap();
    for route in routes().filter(|route| route.is_documented()) {
        let verb = route.verb.as_str().to_lowercase();
        match route.path.strip_prefix("/t/{slug}") {
            Some(path) => {
                let operation = &paths[path][verb];
                assert!(operation.is_object(), "{path}");
                let parameters = operation["parameters"].to_string();
                assert!(!parameters.contains("\"slug\""), "{path}: {parameters}");
            }
            // The tenant's own document stands where the installation's does.
            None if route.path == "/openapi.json" => {}
            None => assert!(!paths.contains_key(route.path), "{}", route.path),
        }
    }
    let mut references = Vec::new();
    gather(&document, &mut references);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn gather(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                found.push(reference.to_owned());
            }
            members.values().for_each(|member| gather(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn without_an_operators_token_its_api_is_not_described() {
    let world = World::new().await;
    let document = get("/openapi.json").send(&world).await.json();
    assert!(document["paths"]["/api/v1/tenants"].is_null());
    assert!(document["paths"]["/t/{slug}/api/v1/users"].is_object());
}
