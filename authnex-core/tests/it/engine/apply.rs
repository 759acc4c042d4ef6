//! Tenants as a document declares them: made so, and then nothing is left to do.

use authnex_core::{
    TenantHandle,
    flow::apply::{AppliedTenant, ApplyError, Document, Plan},
    foundation::{Actor, RequestContext},
    user::User,
};
use serde_json::{Value, json};

use super::installation::{Installation, count_events, events, try_sign_in};

const WORD: &str = "correct horse";
/// bcrypt of [`WORD`].
const BCRYPT: &str = "$2b$04$yy7XmolfZ9In7yNqnp07DOb5CzFdR578kKxKdU2k80/wQUM1eFLsW";

fn operator() -> RequestContext {
    RequestContext::by(Actor::Operator)
}

async fn plan(installation: &Installation, document: &Value) -> Result<Plan, ApplyError> {
    let document = Document::parse(&document.to_string())?;
    installation.engine.operator().plan(&document).await
}

async fn changes(installation: &Installation, document: &Value) -> Vec<String> {
    let plan = plan(installation, document).await.unwrap();
    plan.changes()
        .map(|change| {
            let change = json!(change);
            format!(
                "{} {}",
                change["op"].as_str().unwrap(),
                change["path"].as_str().unwrap()
            )
        })
        .collect()
}

async fn apply(installation: &Installation, document: &Value) -> Vec<AppliedTenant> {
    let plan = plan(installation, document).await.unwrap();
    let operator_of = installation.engine.operator();
    operator_of.apply(plan, &operator()).await.unwrap()
}

/// All that is wrong, as one line.
async fn refused(installation: &Installation, document: &Value) -> String {
    match plan(installation, document).await {
        Err(ApplyError::Document(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn user(tenant: &TenantHandle, name: &str) -> User {
    tenant.find_user(name).await.unwrap().unwrap()
}

fn two_tenants() -> Value {
    let tenant = |slug: &str| {
        json!({
            "slug": slug,
            "name": "Acme & Sons",
            "plan": "team",
            "policy": {"session_seconds": 7200, "sign_up": "closed"},
            "roles": [{"name": "editor", "permissions": ["articles:write", "users:read"]}],
            "users": [
                {"username": "alice", "email": "alice@example.test", "email_verified": true,
                 "password": "correct horse battery", "name": "Alice Adams", "given_name": "Alice",
                 "address": {"country": "US"}, "attributes": {"team": "blue"}, "roles": ["owner"]},
                {"email": "bob@example.test", "password_hash": BCRYPT, "roles": ["editor", "member"]},
                {"username": "carol"},
            ],
        })
    };
    json!({"tenants": [tenant("acme"), tenant("globex")], "x-fixtures": {"n": 1}})
}

#[tokio::test]
async fn what_is_declared_is_made_and_a_second_time_nothing_is_left_to_do() {
    let installation = Installation::new().await;
    let document = two_tenants();
    let listed = changes(&installation, &document).await;
    assert_eq!(listed[0], "create tenants[0]");
    assert!(listed.contains(&"update tenants[1].policy.sign_up".to_owned()));
    assert!(listed.contains(&"create tenants[1].users[2]".to_owned()));
    assert!(
        installation.engine.tenant("acme").await.unwrap().is_none(),
        "a plan writes nothing"
    );

    let applied = apply(&installation, &document).await;
    assert_eq!(applied.len(), 2);
    for made in &applied {
        let tenant = installation.tenant(made.slug.as_str()).await;
        assert_eq!(tenant.scope().id(), made.id);
        assert_eq!(tenant.name(), "Acme & Sons");
        assert_eq!(tenant.policy().session_seconds, 7200);
        let alice = user(&tenant, "alice").await;
        assert_eq!(alice.id, made.users[0].id);
        assert!(alice.email_verified);
        assert_eq!(alice.profile.given_name.as_deref(), Some("Alice"));
        assert_eq!(alice.attributes.0["team"], "blue");
        assert_eq!(tenant.roles_of(alice.id).await.unwrap(), ["owner"]);
        let bob = user(&tenant, "bob@example.test").await;
        assert_eq!(tenant.roles_of(bob.id).await.unwrap(), ["editor", "member"]);
        let carol = user(&tenant, "carol").await;
        assert_eq!(tenant.roles_of(carol.id).await.unwrap(), ["member"]);
        try_sign_in(&tenant, "alice", "correct horse battery")
            .await
            .unwrap();
        // The hash that was taken over is replaced at this sign-in.
        try_sign_in(&tenant, "bob@example.test", WORD)
            .await
            .unwrap();
    }
    assert_ne!(applied[0].users[0].id, applied[1].users[0].id);

    let tenant = installation.tenant("acme").await;
    let before = events(&tenant).await.len();
    assert_eq!(changes(&installation, &document).await, [""; 0]);
    let again = apply(&installation, &document).await;
    assert_eq!(again[0].users[2].id, applied[0].users[2].id);
    assert_eq!(events(&tenant).await.len(), before, "no event");
}

#[tokio::test]
async fn what_differs_is_changed_and_nothing_else() {
    let installation = Installation::new().await;
    apply(&installation, &two_tenants()).await;
    let changed = json!({"tenants": [{
        "slug": "acme", "name": "Acme", "policy": {"access_token_seconds": 300},
        "roles": [{"name": "editor", "permissions": ["articles:write"]}],
        "users": [
            {"username": "ALICE", "email": "alice@acme.test", "password": "another horse battery",
             "family_name": "Adams", "roles": ["editor"]},
            {"email": "bob@example.test", "password_hash": BCRYPT},
        ],
    }]});
    let listed = changes(&installation, &changed).await;
    assert_eq!(
        listed,
        [
            "update tenants[0].name",
            "update tenants[0].policy.access_token_seconds",
            "update tenants[0].roles[0].permissions",
            "update tenants[0].users[0].username",
            "update tenants[0].users[0].email",
            "update tenants[0].users[0].email_verified",
            "update tenants[0].users[0].family_name",
            "update tenants[0].users[0].roles",
            "update tenants[0].users[0].password",
        ]
    );
    apply(&installation, &changed).await;
    let tenant = installation.tenant("acme").await;
    assert_eq!(tenant.policy().access_token_seconds, 300);
    assert_eq!(tenant.policy().session_seconds, 7200, "absent, so it stays");
    let alice = user(&tenant, "alice").await;
    assert!(!alice.email_verified, "another address is unverified");
    assert_eq!(alice.profile.given_name.as_deref(), Some("Alice"));
    assert_eq!(alice.profile.family_name.as_deref(), Some("Adams"));
    assert_eq!(
        tenant.roles_of(alice.id).await.unwrap(),
        ["editor", "owner"]
    );
    try_sign_in(&tenant, "alice", "another horse battery")
        .await
        .unwrap();
    assert!(
        try_sign_in(&tenant, "alice", "correct horse battery")
            .await
            .is_err()
    );
    let tenant = installation.tenant("acme").await;
    for kind in ["tenant.changed", "role.changed", "user.updated"] {
        assert_eq!(count_events(&tenant, kind).await, 1, "{kind}");
    }
    assert_eq!(count_events(&tenant, "policy.changed").await, 2);
    assert_eq!(changes(&installation, &changed).await, [""; 0]);
    let other = installation.tenant("globex").await;
    assert_eq!(other.policy().access_token_seconds, 900);
}

#[tokio::test]
async fn a_password_beside_its_own_hash_is_taken_over_as_the_hash() {
    let installation = Installation::new().await;
    let with = |password: &str| {
        json!({"tenants": [{"slug": "acme", "users": [
            {"username": "ben", "password": password, "password_hash": BCRYPT}]}]})
    };
    assert_eq!(
        refused(&installation, &with("correct horse battery")).await,
        "tenants[0].users[0].password_hash: not a hash of the password beside it; give one of the two"
    );
    apply(&installation, &with(WORD)).await;
    assert_eq!(changes(&installation, &with(WORD)).await, [""; 0]);
    let tenant = installation.tenant("acme").await;
    try_sign_in(&tenant, "ben", WORD).await.unwrap();
    assert_eq!(changes(&installation, &with(WORD)).await, [""; 0]);
}

#[tokio::test]
async fn a_user_who_signed_up_is_found_by_address() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let document = json!({"tenants": [{"slug": "acme", "users": [
        {"email": "Anna@Acme.example", "nickname": "An"}]}]});
    assert_eq!(
        changes(&installation, &document).await,
        [
            "update tenants[0].users[0].email",
            "update tenants[0].users[0].nickname"
        ]
    );
    let applied = apply(&installation, &document).await;
    let anna = user(&tenant, "anna@acme.example").await;
    assert_eq!(applied[0].users[0].id, anna.id);
    assert_eq!(anna.profile.nickname.as_deref(), Some("An"));
}

#[tokio::test]
async fn two_entries_of_one_user_are_told() {
    let installation = Installation::new().await;
    apply(&installation, &two_tenants()).await;
    let document = json!({"tenants": [{"slug": "acme", "users": [
        {"username": "alice", "name": "One"}, {"email": "alice@example.test", "name": "Other"}]}]});
    assert_eq!(
        refused(&installation, &document).await,
        "tenants[0].users[1]: the same user as tenants[0].users[0]"
    );
}

#[tokio::test]
async fn nothing_secret_shows_in_a_plan() {
    let installation = Installation::new().await;
    let document = json!({"tenants": [{"slug": "acme",
        "users": [
            {"username": "ben", "password": "correct horse battery"},
            {"username": "eve", "password_hash": BCRYPT}],
        "clients": [
            {"client_id": "a", "client_secret": "a secret of a client",
             "grant_types": ["client_credentials"]}]}]});
    let text = document.to_string();
    let shown = format!(
        "{:?} {:?}",
        Document::parse(&text).unwrap(),
        plan(&installation, &document).await.unwrap()
    );
    for secret in ["correct horse battery", BCRYPT, "a secret of a client"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_thousand_users_are_made_in_a_short_time() {
    let installation = Installation::new().await;
    let users: Vec<Value> = (0..1000)
        .map(|n| json!({"username": format!("user-{n}"), "password": format!("correct horse {n}")}))
        .collect();
    let document = json!({"tenants": [{"slug": "acme", "users": users}]});
    let applied = apply(&installation, &document).await;
    let names: Vec<&str> = applied[0]
        .users
        .iter()
        .map(|user| user.username.as_str())
        .collect();
    assert_eq!(names.len(), 1000);
    assert_eq!((names[0], names[999]), ("user-0", "user-999"));
    assert_eq!(changes(&installation, &document).await, [""; 0]);
}

#[tokio::test]
async fn what_does_not_fit_what_is_stored_is_named_and_nothing_is_written() {
    let installation = Installation::new().await;
    apply(&installation, &two_tenants()).await;
    let document = json!({"tenants": [
    {"slug": "initech"},
    {"slug": "acme", "name": " ", "policy": {"access_token_seconds": 1},
     "users": [
        {"username": "dora", "email": "alice@example.test"},
        {"username": "erin", "password": "short", "roles": ["nobody", "owner"], "locale": "?"},
        {"username": "carol", "website": "javascript:alert(1)", "address": {"country": "\u{7}"}},
        {"username": "bob@example.test", "password_hash": "$2x$nonsense"},
    ]}]});
    let told = refused(&installation, &document).await;
    for path in [
        "tenants[1].name: ",
        "tenants[1].policy.access_token_seconds: ",
        "tenants[1].users[0].email: this address belongs to the user 'alice'",
        "tenants[1].users[1].password: ",
        "tenants[1].users[1].roles[0]: there is no role 'nobody'",
        "tenants[1].users[1].locale: ",
        "tenants[1].users[2].website: ",
        "tenants[1].users[3].password_hash: ",
    ] {
        assert!(told.contains(path), "{path} in {told}");
    }
    let initech = installation.engine.tenant("initech").await.unwrap();
    assert!(initech.is_none());
}

#[tokio::test]
async fn how_pages_look_is_declared_kept_and_checked() {
    let installation = Installation::new().await;
    let mut document = json!({"tenants": [{"slug": "acme", "branding": {
        "accent_color": "#0d6371", "support_uri": "https://acme.example/help",
    }}]});
    apply(&installation, &document).await;
    assert_eq!(changes(&installation, &document).await, [] as [&str; 0]);
    // What is absent stays.
    document["tenants"][0]["branding"] = json!({"accent_color": "#aa0033"});
    let told = changes(&installation, &document).await;
    assert_eq!(told, ["update tenants[0].branding"]);
    apply(&installation, &document).await;
    let tenant = installation.engine.tenant("acme").await.unwrap().unwrap();
    let branding = tenant.branding();
    assert_eq!(branding.accents(), Some(("#aa0033", "#aa0033")));
    let support = branding.support_uri.as_deref();
    assert_eq!(support, Some("https://acme.example/help"));
    for (wrong, path) in [
        (json!({"accent_color": "red"}), "branding.accent_color: "),
        (
            json!({"accent_color_dark": "#12345"}),
            "branding.accent_color_dark: ",
        ),
        (
            json!({"policy_uri": "javascript:alert(1)"}),
            "branding.policy_uri: ",
        ),
        (
            json!({"tos_uri": "http://acme.example/"}),
            "branding.tos_uri: ",
        ),
        (json!({"logo": "x"}), "branding"),
    ] {
        document["tenants"][0]["branding"] = wrong;
        let told = refused(&installation, &document).await;
        assert!(told.starts_with(&format!("tenants[0].{path}")), "{told}");
    }
}
