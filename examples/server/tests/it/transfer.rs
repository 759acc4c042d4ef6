//! A tenant moves from one database to another.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    client::{Answer, get, post_json, request},
    process::{PASSWORD, Server, create_tenant, failure, run},
};

fn ran(directory: &Path, arguments: &[&str]) -> Value {
    let output = run(directory, arguments, "");
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn sign_in(server: &Server, email: &str) -> Answer {
    let body = json!({"email": email, "password": PASSWORD});
    post_json(server.address, "/t/acme/api/v1/auth/sign-in", &body)
}

fn subject(server: &Server, email: &str) -> Value {
    let token = sign_in(server, email).json()["access_token"].clone();
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let me = request(server.address, "GET", "/t/acme/api/v1/me", &headers, "").unwrap();
    assert_eq!(me.status, 200, "{}", me.body);
    me.json()["id"].clone()
}

/// A tenant with a member, a role and a rule of its own.
fn furnished() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let file = json!({"tenants": [{
        "slug": "acme",
        "policy": {"session_seconds": 7200},
        "roles": [{"name": "editor", "permissions": ["articles:write"]}],
        "users": [{"email": "ada@acme.test", "email_verified": true, "password": PASSWORD, "name": "Ada",
                   "given_name": "Ada", "roles": ["editor"], "attributes": {"badge": 7}}],
    }]});
    std::fs::write(directory.path().join("file.json"), file.to_string()).unwrap();
    ran(directory.path(), &["apply", "file.json"]);
    directory
}

fn export(directory: &Path, secrets: &str) -> String {
    let arguments = [
        "tenant",
        "export",
        "acme",
        "--secrets",
        secrets,
        "--to",
        "acme.json",
        "--json",
    ];
    let said = ran(directory, &arguments);
    assert_eq!(said["users"], 2);
    directory.join("acme.json").to_str().unwrap().to_owned()
}

#[test]
fn sealed_it_keeps_ids_keys_and_passwords_where_the_ring_is_the_same() {
    let old = furnished();
    let server = Server::start(old.path());
    let (owner, ada) = (
        subject(&server, "owner@acme.test"),
        subject(&server, "ada@acme.test"),
    );
    let keys = get(server.address, "/t/acme/oauth/jwks").json();
    server.terminate();
    let file = export(old.path(), "sealed");

    let new = tempfile::tempdir().unwrap();
    let ring = |directory: &Path| directory.join("authnex.keyring");
    std::fs::copy(ring(old.path()), ring(new.path())).unwrap();
    let said = ran(new.path(), &["tenant", "import", &file, "--json"]);
    assert_eq!(said["tenants"][0]["users"], 2);
    let again = ran(new.path(), &["tenant", "import", &file, "--json"]);
    assert_eq!(again["tenants"][0]["users"], 0, "it is all there");
    let server = Server::start(new.path());
    assert_eq!(subject(&server, "owner@acme.test"), owner);
    assert_eq!(subject(&server, "ada@acme.test"), ada);
    // A running server makes the RSA keys that were not there yet.
    let now = get(server.address, "/t/acme/oauth/jwks").json();
    let published = now["keys"].as_array().unwrap();
    for key in keys["keys"].as_array().unwrap() {
        assert!(published.contains(key), "{key} in {now}");
    }
    let policy = ran(
        new.path(),
        &["policy", "show", "--tenant", "acme", "--json"],
    );
    assert_eq!(policy["overrides"]["session_seconds"], 7200);
    // What was exported is what is there: nothing is left to apply, and the next export is the same.
    let changes = ran(new.path(), &["apply", "--dry-run", &file]);
    assert_eq!(changes, json!({"changes": []}));
    let (first, second) = (
        std::fs::read_to_string(&file).unwrap(),
        std::fs::read_to_string(export(new.path(), "sealed")).unwrap(),
    );
    let tenant = |text: &str| -> Value {
        let mut tenant = serde_json::from_str::<Value>(text).unwrap()["tenants"][0].clone();
        // Sealed anew by the ring, and with the keys made meanwhile.
        tenant["transfer"]["sealed"].take();
        tenant
    };
    assert_eq!(tenant(&first)["transfer"], tenant(&second)["transfer"]);
    assert_eq!(tenant(&first)["roles"], tenant(&second)["roles"]);
}

#[test]
fn without_secrets_it_opens_under_another_ring_with_fresh_keys() {
    let old = furnished();
    let server = Server::start(old.path());
    let ada = subject(&server, "ada@acme.test");
    let keys = get(server.address, "/t/acme/oauth/jwks").json();
    server.terminate();
    let file = export(old.path(), "omit");
    assert!(!std::fs::read_to_string(&file).unwrap().contains("sealed"));
    let new = tempfile::tempdir().unwrap();
    ran(new.path(), &["tenant", "import", &file, "--json"]);
    let server = Server::start(new.path());
    assert_eq!(subject(&server, "ada@acme.test"), ada);
    assert_ne!(get(server.address, "/t/acme/oauth/jwks").json(), keys);
}

#[test]
fn what_cannot_be_is_said_by_its_path_and_the_way_out() {
    use std::os::unix::fs::PermissionsExt;
    let old = furnished();
    let file = export(old.path(), "sealed");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds password hashes");
    let over = run(
        old.path(),
        &["tenant", "export", "acme", "--to", "acme.json"],
        "",
    );
    assert_eq!(failure(&over).0, 2, "nothing is overwritten");

    let other = tempfile::tempdir().unwrap();
    create_tenant(other.path(), "globex");
    let (code, line) = failure(&run(other.path(), &["tenant", "import", &file], ""));
    assert_eq!(code, 1);
    assert!(line.contains("--secrets omit"), "{line}");
    assert!(line.contains("tenants[0].transfer.sealed"), "{line}");
    create_tenant(other.path(), "acme");
    let (_, line) = failure(&run(other.path(), &["tenant", "import", &file], ""));
    assert!(line.contains("tenants[0].slug"), "{line}");

    let applied = old.path().join("file.json");
    let (code, line) = failure(&run(
        other.path(),
        &["tenant", "import", applied.to_str().unwrap()],
        "",
    ));
    assert_eq!(code, 2);
    assert!(line.contains("use 'apply'"), "{line}");
    let (code, line) = failure(&run(old.path(), &["tenant", "export", "nobody"], ""));
    assert_eq!(code, 1, "{line}");
}

#[test]
fn a_suspended_tenant_is_so_on_the_other_side_and_the_document_goes_to_standard_output() {
    let old = furnished();
    ran(old.path(), &["tenant", "suspend", "acme", "--json"]);
    let document = ran(old.path(), &["tenant", "export", "acme"]);
    let file = old.path().join("out.json");
    std::fs::write(&file, document.to_string()).unwrap();
    let new = tempfile::tempdir().unwrap();
    ran(
        new.path(),
        &["tenant", "import", file.to_str().unwrap(), "--json"],
    );
    let listed = ran(new.path(), &["tenant", "list", "--json"]);
    assert_eq!(listed["tenants"][0]["state"], "suspended");
}
