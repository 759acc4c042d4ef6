//! What is wrong with a document by itself: every fault names its path, and never what was given.

use authnex_core::flow::apply::Document;
use serde_json::{Value, json};

fn told(document: &Value) -> String {
    told_of(&document.to_string())
}

fn told_of(text: &str) -> String {
    Document::parse(text).unwrap_err().to_string()
}

fn of_tenant(names: Value) -> Value {
    let mut tenant = json!({"slug": "acme"});
    let all = tenant.as_object_mut().unwrap();
    all.extend(names.as_object().unwrap().clone());
    json!({"tenants": [tenant]})
}

fn of_user(names: Value) -> Value {
    let mut user = json!({"username": "alice"});
    user.as_object_mut()
        .unwrap()
        .extend(names.as_object().unwrap().clone());
    of_tenant(json!({"users": [{"username": "bob"}, user]}))
}

#[test]
fn unknown_names_are_told_by_their_path() {
    for (document, wanted) in [
        (json!({"tenants": [], "tenant": 1}), "tenant: unknown"),
        (json!({}), "tenants: missing"),
        (json!([]), "expected an object"),
        (of_tenant(json!({"nome": 1})), "tenants[0].nome: unknown"),
        (
            of_user(json!({"emial": "a@b.test"})),
            "tenants[0].users[1].emial: unknown",
        ),
        (
            of_user(json!({"address": {"land": "US"}})),
            "tenants[0].users[1].address.land: unknown",
        ),
        (of_tenant(json!({"x-own": 1})), "tenants[0].x-own: unknown"),
        (
            of_tenant(json!({"policy": {"stricter": true}})),
            "tenants[0].policy.stricter: unknown",
        ),
        (
            of_tenant(json!({"roles": [{"name": "a", "can": []}]})),
            "tenants[0].roles[0].can: unknown",
        ),
        (json!({"tenants": [{}]}), "tenants[0].slug: missing"),
        (
            of_tenant(json!({"roles": [{}]})),
            "tenants[0].roles[0].name: missing",
        ),
    ] {
        let line = told(&document);
        assert!(line.starts_with(wanted), "{wanted}: {line}");
    }
    Document::parse(r#"{"tenants": [], "x-fixtures": {"anything": 1}}"#).unwrap();
}

#[test]
fn wrong_types_are_told_by_their_path_without_what_was_given() {
    for (document, wanted) in [
        (json!({"tenants": {}}), "tenants: expected"),
        (json!({"tenants": [7]}), "tenants[0]: expected"),
        (
            of_tenant(json!({"users": [["alice"]]})),
            "tenants[0].users[0]: expected an object",
        ),
        (
            of_user(json!({"address": ["US"]})),
            "tenants[0].users[1].address: expected an object",
        ),
        (
            of_user(json!({"email_verified": "yes"})),
            "tenants[0].users[1].email_verified: expected a boolean",
        ),
        (
            of_user(json!({"password": 12_345_678})),
            "tenants[0].users[1].password: expected a string",
        ),
        (
            of_user(json!({"roles": ["owner", 12_345_678]})),
            "tenants[0].users[1].roles[1]: expected a string",
        ),
        (
            of_user(json!({"address": {"country": 12_345_678}})),
            "tenants[0].users[1].address.country: expected a string",
        ),
        (
            of_tenant(json!({"policy": {"sign_up": "anybody"}})),
            "tenants[0].policy.sign_up: expected one of",
        ),
        (
            of_tenant(json!({"policy": {"session_seconds": -12_345_678}})),
            "tenants[0].policy.session_seconds: expected u32",
        ),
    ] {
        let line = told(&document);
        assert!(line.starts_with(wanted), "{wanted}: {line}");
        assert!(!line.contains("12345678"), "{line}");
    }
}

#[test]
fn what_stands_twice_is_told_with_where_it_stood_first() {
    let twice = json!({"tenants": [{"slug": "acme"}, {"slug": "Acme"}]});
    assert_eq!(told(&twice), "tenants[1].slug: the same as tenants[0].slug");
    let roles = of_tenant(json!({"roles": [{"name": "a"}, {"name": "b"}, {"name": "a"}]}));
    assert_eq!(
        told(&roles),
        "tenants[0].roles[2].name: the same as tenants[0].roles[0].name"
    );
    let names = of_user(json!({"username": "BOB"}));
    assert_eq!(
        told(&names),
        "tenants[0].users[1].username: the same as tenants[0].users[0].username"
    );
    let users = of_tenant(json!({"users": [
        {"email": "ada@example.test"},
        {"username": "ada", "email": "Ada@Example.test"},
        {"username": "ben", "email": "ben@example.test"},
        {"username": "ben2", "email": "ben@example.test"},
    ]}));
    assert_eq!(
        told(&users),
        "tenants[0].users[1].email: the same as tenants[0].users[0].email; \
         tenants[0].users[3].email: the same as tenants[0].users[2].email"
    );
    let text = r#"{"tenants": [{"slug": "acme", "slug": "globex"}]}"#;
    assert!(told_of(text).contains("a name stands twice"));
}

#[test]
fn what_does_not_do_is_told() {
    for (document, wanted) in [
        (json!({"tenants": [{"slug": "a_b"}]}), "tenants[0].slug: "),
        (of_tenant(json!({"plan": "Big"})), "tenants[0].plan: "),
        (
            of_tenant(json!({"roles": [{"name": "A"}]})),
            "tenants[0].roles[0].name: ",
        ),
        (
            of_tenant(json!({"roles": [{"name": "a", "permissions": ["a:b", "users:fly"]}]})),
            "tenants[0].roles[0].permissions[1]: ",
        ),
        (
            of_tenant(json!({"roles": [{"name": "owner", "permissions": ["a:b"]}]})),
            "tenants[0].roles[0].permissions: this role comes with every tenant",
        ),
        (
            of_tenant(json!({"users": [{"name": "Nobody"}]})),
            "tenants[0].users[0].username: missing",
        ),
        (
            of_tenant(json!({"providers": [{"kind": "oidc"}]})),
            "tenants[0].providers[0]: this version has none yet",
        ),
        (
            of_tenant(json!({"webhooks": [{"url": "https://example.test"}]})),
            "tenants[0].webhooks[0]: this version has none yet",
        ),
    ] {
        let line = told(&document);
        assert!(line.starts_with(wanted), "{wanted}: {line}");
    }
    Document::parse(
        &of_tenant(json!({"providers": [], "webhooks": [], "roles": [{"name": "owner"}]}))
            .to_string(),
    )
    .unwrap();
}

#[test]
fn malformed_text_is_told_by_line_and_column() {
    let line = told_of("{\n  \"tenants\": [,]\n}");
    assert_eq!(line, "line 2, column 15: not well-formed JSON");
    let many: Vec<Value> = (0..30).map(|_| json!({"slug": "?"})).collect();
    let line = told(&json!({"tenants": many}));
    assert!(line.ends_with("; and 10 more"), "{line}");
}
