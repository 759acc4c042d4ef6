//! The operator's API, and what of it other processes see.

use std::{net::SocketAddr, time::Duration};

use serde_json::{Value, json};

use crate::{
    client::{Answer, get, post_json, request},
    process::{PASSWORD, Server, create_tenant, free_port, within},
};

const TOKEN: &str = "operator-operator-operator-operator";
const TENANTS: &str = "/api/v1/tenants";

fn send(address: SocketAddr, call: (&str, &str), token: &str, body: &Value) -> Answer {
    let authorization = format!("Bearer {token}");
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    request(address, call.0, call.1, &headers, &body.to_string()).unwrap()
}

#[test]
fn without_a_token_there_is_no_operators_api() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    assert_eq!(get(server.address, TENANTS).status, 404);
    let reply = send(server.address, ("GET", TENANTS), "", &Value::Null);
    assert_eq!(reply.status, 404);
}

#[test]
fn a_suspension_is_seen_by_another_process_within_a_second() {
    let directory = tempfile::tempdir().unwrap();
    let base = format!("http://localhost:{}", free_port());
    let settings = [
        ("AUTHNEX_OPERATOR_TOKEN", TOKEN),
        ("AUTHNEX_BASE_URL", base.as_str()),
    ];
    let one = Server::start_on(directory.path(), free_port(), &settings);
    let two = Server::start_on(directory.path(), free_port(), &settings);
    create_tenant(directory.path(), "acme");
    assert_eq!(get(one.address, TENANTS).status, 401);
    let listed = send(one.address, ("GET", TENANTS), TOKEN, &Value::Null);
    assert_eq!(listed.json()["items"][0]["slug"], "acme");

    let credentials = json!({"email": "owner@acme.test", "password": PASSWORD});
    let path = "/t/acme/api/v1/auth/sign-in";
    let signed_in = post_json(one.address, path, &credentials).json();
    let access = signed_in["access_token"].as_str().unwrap();
    let users = || {
        let call = ("GET", "/t/acme/api/v1/users");
        send(two.address, call, access, &Value::Null)
    };
    assert_eq!(users().status, 200);
    for (state, status) in [("suspended", 403), ("active", 200)] {
        let call = ("PATCH", "/api/v1/tenants/acme");
        let changed = send(one.address, call, TOKEN, &json!({"state": state}));
        assert_eq!(changed.json()["state"], state);
        within(Duration::from_secs(1), users, |reply| {
            reply.status == status
        });
    }
}
