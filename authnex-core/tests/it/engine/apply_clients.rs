//! Clients and keys as a document declares them.

use authnex_core::{
    Secret, TenantHandle,
    flow::apply::{AppliedTenant, ApplyError, Document, Plan},
};
use serde_json::{Value, json};

use super::installation::{Installation, context, events};

async fn plan(installation: &Installation, document: &Value) -> Result<Plan, ApplyError> {
    let document = Document::parse(&document.to_string())?;
    installation.engine.operator().plan(&document).await
}

fn told(plan: &Plan) -> Vec<String> {
    plan.changes()
        .map(|change| json!(change).to_string())
        .collect()
}

async fn changes(installation: &Installation, document: &Value) -> Vec<String> {
    told(&plan(installation, document).await.unwrap())
}

async fn apply(installation: &Installation, document: &Value) -> Vec<AppliedTenant> {
    let plan = plan(installation, document).await.unwrap();
    let operator = installation.engine.operator();
    operator.apply(plan, &context()).await.unwrap()
}

async fn refused(installation: &Installation, document: &Value) -> String {
    match plan(installation, document).await {
        Err(ApplyError::Document(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn opens(tenant: &TenantHandle, client: &str, secret: &str) -> bool {
    let secret = Secret::from(secret);
    let found = tenant.authenticate_client(client, &secret).await;
    found.unwrap().is_some()
}

fn of_clients(clients: Value) -> Value {
    json!({"tenants": [{"slug": "acme", "clients": clients}]})
}

fn two_tenants() -> Value {
    let clients = |secret: &str| {
        json!([
            {"client_id": "rp-basic", "client_secret": secret, "client_name": "Basic",
             "redirect_uris": ["http://127.0.0.1:9000/cb"],
             "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
             "scope": "openid profile email offline_access",
             "token_endpoint_auth_method": "client_secret_basic", "require_pkce": false},
            {"client_id": "jobs", "redirect_uris": [], "grant_types": ["client_credentials"],
             "scope": "jobs:run", "permissions": ["users:read", "scim"]},
            {"client_id": "strict", "redirect_uris": ["https://app.example/cb"],
             "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true},
        ])
    };
    json!({"tenants": [
        {"slug": "acme", "clients": clients("first secret")},
        {"slug": "globex", "clients": clients("other secret")},
    ]})
}

#[tokio::test]
async fn clients_are_made_once_and_keep_their_secrets() {
    let installation = Installation::new().await;
    let applied = apply(&installation, &two_tenants()).await;
    let acme = installation.tenant("acme").await;
    let globex = installation.tenant("globex").await;
    assert!(opens(&acme, "rp-basic", "first secret").await);
    assert!(!opens(&globex, "rp-basic", "first secret").await);
    assert!(opens(&globex, "rp-basic", "other secret").await);
    let [basic, jobs, strict] = applied[0].clients.as_slice() else {
        panic!("{applied:?}");
    };
    assert!(basic.secret.is_none(), "it was given");
    assert!(strict.secret.is_none(), "it proves itself by none");
    let secret = jobs.secret.as_ref().unwrap();
    assert!(opens(&acme, "jobs", secret.expose()).await);
    let own = &acme.scope().snapshot().permissions;
    assert!(own.iter().any(|own| own.as_str() == "jobs:run"));
    let stored = acme.find_client("strict").await.unwrap().unwrap();
    assert!(
        !stored.unmet_demands().is_empty(),
        "stored, and refused later"
    );

    let before = events(&acme).await.len();
    assert_eq!(changes(&installation, &two_tenants()).await, [""; 0]);
    let again = apply(&installation, &two_tenants()).await;
    assert_eq!(again[0].clients[1].id, jobs.id);
    assert!(again[0].clients[1].secret.is_none(), "it has one");
    assert_eq!(events(&acme).await.len(), before);
    assert!(opens(&acme, "jobs", secret.expose()).await);

    let mut changed = two_tenants();
    changed["tenants"][0]["clients"][0]["client_name"] = json!("New name");
    changed["tenants"][1]["clients"][0]["client_secret"] = json!("newer secret");
    assert_eq!(
        changes(&installation, &changed).await,
        [
            json!({"op": "update", "path": "tenants[0].clients[0]"}).to_string(),
            json!({"op": "update", "path": "tenants[1].clients[0]"}).to_string(),
        ]
    );
    apply(&installation, &changed).await;
    assert!(opens(&acme, "rp-basic", "first secret").await);
    assert!(opens(&globex, "rp-basic", "newer secret").await);
    assert_eq!(changes(&installation, &changed).await, [""; 0]);
}

#[tokio::test]
async fn what_does_not_do_is_told_by_its_path() {
    let installation = Installation::new().await;
    let there = json!({"tenants": [{"slug": "globex"}]});
    apply(&installation, &there).await;
    for slug in ["acme", "globex"] {
        for (client, wanted) in [
            (
                json!({"client_id": "a", "redirect_url": "x"}),
                "redirect_url: unknown",
            ),
            (json!({"client_name": "a"}), "client_id: missing"),
            (
                json!({"client_id": "a", "redirect_uris": "https://a.test"}),
                "redirect_uris: expected a sequence",
            ),
            (
                json!({"client_id": "a", "grant_types": ["client_credentials", "wish"]}),
                "grant_types[1]: expected ",
            ),
            (
                json!({"client_id": "a", "client_secret": 12_345_678}),
                "client_secret: expected a string",
            ),
            (
                json!({"client_id": "a", "redirect_uris": ["not a URI"]}),
                "redirect_uris: ",
            ),
            (
                json!({"client_id": "a", "grant_types": ["client_credentials"], "scope": "jobs"}),
                "scope: ",
            ),
            (
                json!({"client_id": "a", "grant_types": ["client_credentials"],
                       "permissions": ["users:fly"]}),
                "permissions: ",
            ),
            (
                json!({"client_id": "a b", "grant_types": ["client_credentials"]}),
                "client_id: ",
            ),
        ] {
            let document = json!({"tenants": [{"slug": slug, "clients": [
                {"client_id": "sound", "grant_types": ["client_credentials"]}, client]}]});
            let line = refused(&installation, &document).await;
            let wanted = format!("tenants[0].clients[1].{wanted}");
            assert!(line.starts_with(&wanted), "{slug}: {wanted}: {line}");
            assert!(!line.contains("12345678"), "{line}");
        }
    }
    let client = json!({"client_id": "a", "grant_types": ["client_credentials"]});
    let twice = of_clients(json!([client.clone(), client]));
    assert_eq!(
        refused(&installation, &twice).await,
        "tenants[0].clients[1].client_id: the same as tenants[0].clients[0].client_id"
    );
    assert!(installation.engine.tenant("acme").await.unwrap().is_none());
}

#[tokio::test]
async fn keys_are_issued_anew_and_the_former_ones_end() {
    let installation = Installation::new().await;
    let document = json!({"tenants": [{"slug": "acme"}, {"slug": "globex"}]});
    let issue = || async {
        let plan = plan(&installation, &document).await.unwrap();
        let plan = plan.with_keys();
        let listed = told(&plan);
        let operator = installation.engine.operator();
        let applied = operator.apply(plan, &context()).await.unwrap();
        let keys = applied.into_iter().map(|tenant| tenant.keys.unwrap());
        (listed, keys.collect::<Vec<_>>())
    };
    let (_, first) = issue().await;
    let acme = installation.tenant("acme").await;
    let globex = installation.tenant("globex").await;
    let admin = first[0].admin_token.expose();
    let who = acme.authenticate_api_key(admin).await.unwrap().unwrap();
    assert!(who.may("users:write") && who.may("tenant:write"));
    assert!(!who.may("scim"));
    let scim = first[0].scim_token.expose();
    let scim = acme.authenticate_api_key(scim).await.unwrap().unwrap();
    assert!(scim.may("scim") && !scim.may("users:read"));
    assert!(globex.authenticate_api_key(admin).await.unwrap().is_none());

    let before = events(&acme).await.len();
    let (listed, second) = issue().await;
    assert_eq!(
        listed[0],
        json!({"op": "issue", "path": "tenants[0].admin_token"}).to_string()
    );
    assert_eq!(listed.len(), 4);
    assert!(acme.authenticate_api_key(admin).await.unwrap().is_none());
    let admin = second[0].admin_token.expose();
    assert!(acme.authenticate_api_key(admin).await.unwrap().is_some());
    assert_eq!(events(&acme).await.len(), before + 2, "one for each key");

    let quiet = apply(&installation, &document).await;
    assert!(quiet[0].keys.is_none());
    assert!(acme.authenticate_api_key(admin).await.unwrap().is_some());
}
