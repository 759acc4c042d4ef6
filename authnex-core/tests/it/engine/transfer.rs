//! A tenant moves to another store with its clients and their secrets.

use std::sync::Arc;

use authnex_core::{
    Secret, SignInPlace, TenantHandle,
    flow::{
        ClientRegistration, Grant, NewApiKey, PasskeySignIn, SignInError,
        transfer::{ExportSecrets, ImportError, TransferDocument},
    },
    keyring::KeyRing,
    testing::ManualClock,
};
use serde_json::{Value, json};

use super::installation::{Installation, NOW, add_user, context, owner_session, ring_text};
use super::{
    authenticator::code,
    passkeys::{add, owner},
    second_factor::{answer, enrol, sign_in, waits},
    software_key::SoftwareKey,
};

async fn with_ring(seed: u64) -> Installation {
    let clock = Arc::new(ManualClock::at(NOW));
    Installation::over(authnex_store::testing::store().await, clock, |builder| {
        builder.key_ring(KeyRing::parse(&ring_text(seed)).unwrap())
    })
    .await
    .unwrap()
}

async fn export(installation: &Installation, secrets: ExportSecrets) -> Value {
    let hands = installation.engine.operator();
    let head = hands.export_head("acme", secrets).await.unwrap().unwrap();
    let mut tenant = Value::Object(head.0);
    let (mut users, mut after) = (Vec::new(), None);
    loop {
        let mut page = hands
            .export_users("acme", secrets, after)
            .await
            .unwrap()
            .unwrap();
        users.append(&mut page.users);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    tenant["users"] = json!(users);
    json!({"tenants": [tenant], "x-note": "passed over"})
}

async fn import(installation: &Installation, document: &Value) -> Result<u64, ImportError> {
    let document = TransferDocument::parse(&document.to_string())?;
    let hands = installation.engine.operator();
    let imported = hands.import(&document, &context()).await?;
    Ok(imported[0].users)
}

async fn opens(tenant: &TenantHandle, client: &str, secret: &str) -> bool {
    let secret = Secret::from(secret);
    let found = tenant.authenticate_client(client, &secret).await;
    found.unwrap().is_some()
}

/// A tenant with a client whose secret a person chose, and an API key.
async fn furnished() -> (Installation, String) {
    let installation = with_ring(1).await;
    let tenant = installation.make_tenant("acme").await;
    add_user(&tenant, "ben@acme.example").await;
    let registration: ClientRegistration = serde_json::from_value(json!({
        "client_id": "rp", "client_secret": "a-secret-of-choice",
        "redirect_uris": ["https://rp.example/cb"], "scope": "openid articles:write",
        "token_endpoint_auth_method": "client_secret_basic",
    }))
    .unwrap();
    tenant.put_client(registration, &context()).await.unwrap();
    let request = NewApiKey {
        permissions: vec!["users:read".to_owned()],
        ..NewApiKey::default()
    };
    let key = tenant.issue_api_key(request, &context()).await.unwrap();
    let key = key.token.expose().to_owned();
    (installation, key)
}

#[tokio::test]
async fn with_what_is_sealed_second_factors_move_too() {
    let (from, _) = furnished().await;
    let tenant = from.tenant("acme").await;
    let session = owner_session(&tenant).await;
    let (app, codes) = enrol(&from, &tenant, &session).await;
    let document = export(&from, ExportSecrets::Sealed).await;
    let to = with_ring(1).await;
    import(&to, &document).await.unwrap();
    let tenant = to.tenant("acme").await;
    let used = code(&app, to.now(), -1);
    for (given, right) in [
        (&used, false),
        (&code(&app, to.now(), 0), true),
        (&codes[0], true),
    ] {
        let flow = waits(sign_in(&tenant).await.unwrap());
        let answer = answer(&tenant, &flow, given).await;
        assert_eq!(answer.is_ok(), right, "{answer:?}");
    }
    let omitted = export(&from, ExportSecrets::Omit).await;
    assert!(!omitted.to_string().contains("second_factors"));
    let mut torn = document;
    torn["tenants"][0]["transfer"]["sealed"] = Value::Null;
    let elsewhere = with_ring(1).await;
    let refused = import(&elsewhere, &torn).await.unwrap_err().to_string();
    assert!(refused.contains("transfer.second_factors: "), "{refused}");
}

#[tokio::test]
async fn with_what_is_sealed_secrets_and_keys_go_on_to_open() {
    let (from, key) = furnished().await;
    let document = export(&from, ExportSecrets::Sealed).await;
    assert!(!document.to_string().contains("a-secret-of-choice"));
    let to = with_ring(1).await;
    assert_eq!(import(&to, &document).await.unwrap(), 2);
    let tenant = to.tenant("acme").await;
    assert!(opens(&tenant, "rp", "a-secret-of-choice").await);
    assert!(!opens(&tenant, "rp", "another").await);
    assert!(tenant.authenticate_api_key(&key).await.unwrap().is_some());
    owner_session(&tenant).await;
    assert_eq!(tenant.jwks(), from.tenant("acme").await.jwks());
    assert_eq!(import(&to, &document).await.unwrap(), 0, "it is all there");
    let back = export(&to, ExportSecrets::Omit).await;
    let mut omitted = export(&from, ExportSecrets::Omit).await;
    assert_eq!(back["tenants"][0]["users"], omitted["tenants"][0]["users"]);
    assert_eq!(
        back["tenants"][0]["clients"],
        omitted["tenants"][0]["clients"].take()
    );
}

#[tokio::test]
async fn without_it_clients_are_there_and_need_new_secrets() {
    let (from, key) = furnished().await;
    let document = export(&from, ExportSecrets::Omit).await;
    let to = with_ring(2).await;
    import(&to, &document).await.unwrap();
    let tenant = to.tenant("acme").await;
    assert!(!opens(&tenant, "rp", "a-secret-of-choice").await);
    assert!(tenant.authenticate_api_key(&key).await.unwrap().is_none());
    owner_session(&tenant).await;
    assert_ne!(tenant.jwks(), from.tenant("acme").await.jwks());
}

#[tokio::test]
async fn what_does_not_do_is_named_by_its_path() {
    let (from, _) = furnished().await;
    let sealed = export(&from, ExportSecrets::Sealed).await;
    let elsewhere = with_ring(2).await;
    let told = |result: Result<u64, ImportError>| result.unwrap_err().to_string();
    assert!(told(import(&elsewhere, &sealed).await).starts_with("tenants[0].transfer.sealed: "));
    let plain = export(&from, ExportSecrets::Omit).await;
    for (pointer, value, path) in [
        ("/tenants/0/slug", json!("No Slug"), "tenants[0].slug: "),
        ("/tenants/0/plan", json!("No Plan!"), "tenants[0].plan: "),
        (
            "/tenants/0/transfer/state",
            json!("odd"),
            "tenants[0].transfer.state: ",
        ),
        (
            "/tenants/0/users/1/email",
            json!("nobody"),
            "tenants[0].users[1].email: ",
        ),
        (
            "/tenants/0/users/0/roles",
            json!(["nobody"]),
            "tenants[0].users[0].roles: ",
        ),
        (
            "/tenants/0/users/0/password_hash",
            json!("md5"),
            "tenants[0].users[0].password_hash: ",
        ),
        (
            "/tenants/0/clients/0/transfer",
            json!({}),
            "tenants[0].clients[0].transfer: ",
        ),
    ] {
        let mut document = plain.clone();
        *document.pointer_mut(pointer).unwrap() = value;
        let there = with_ring(2).await;
        let said = told(import(&there, &document).await);
        assert!(said.starts_with(path), "{said}");
    }
    for text in [
        "",
        "[]",
        "{\"tenants\": [{\"slug\": \"acme\"}]}",
        "{\"more\": 1}",
    ] {
        assert!(TransferDocument::parse(text).is_err(), "{text}");
    }
}

#[tokio::test]
async fn another_tenant_of_the_name_is_not_written_over() {
    let (from, _) = furnished().await;
    let document = export(&from, ExportSecrets::Omit).await;
    let to = with_ring(1).await;
    to.make_tenant("acme").await;
    let said = import(&to, &document).await.unwrap_err().to_string();
    assert!(said.starts_with("tenants[0].slug: "), "{said}");
}

/// Signs the owner in by this authenticator's passkey.
async fn signs_in_by(tenant: &TenantHandle, key: &mut SoftwareKey) -> Result<(), SignInError> {
    let begun = tenant.begin_passkey_sign_in(None).await.unwrap();
    let request = PasskeySignIn {
        credential: key.answer(&begun.public_key).await,
        flow: begun.flow.expose().to_owned(),
        grant: Grant::Session,
    };
    let step = (request, SignInPlace::Tenant);
    tenant.passkey_sign_in(step, &context()).await.map(drop)
}

#[tokio::test]
async fn passkeys_move_with_their_counters_and_names() {
    let from = with_ring(1).await;
    let tenant = from.make_tenant("acme").await;
    let who = owner(&tenant).await;
    let mut key = SoftwareKey::new();
    let passkey = add(&tenant, &who, &mut key).await;
    signs_in_by(&tenant, &mut key).await.unwrap();
    let used = tenant.list_passkeys(who.user.id).await.unwrap();
    let document = export(&from, ExportSecrets::Omit).await;
    let to = with_ring(2).await;
    import(&to, &document).await.unwrap();
    let tenant = to.tenant("acme").await;
    let moved = tenant.list_passkeys(who.user.id).await.unwrap();
    assert_eq!(
        (moved[0].id, moved[0].name.clone()),
        (passkey.id, passkey.name)
    );
    assert_eq!(moved[0].counter, used[0].counter);
    assert_eq!(moved[0].last_used_at, used[0].last_used_at);
    let back = export(&to, ExportSecrets::Omit).await;
    assert_eq!(back["tenants"][0]["users"], document["tenants"][0]["users"]);
    signs_in_by(&tenant, &mut key).await.unwrap();
}

#[tokio::test]
async fn passkeys_of_another_relying_party_stay_behind_and_strand_nobody() {
    let from = with_ring(1).await;
    let tenant = from
        .make_tenant_with("acme", json!({"mfa": "required", "mfa_grace_days": 1}))
        .await;
    let who = owner(&tenant).await;
    add(&tenant, &who, &mut SoftwareKey::new()).await;
    let mut document = export(&from, ExportSecrets::Omit).await;
    let passkey = "/tenants/0/users/0/transfer/passkeys/all/0";
    document.pointer_mut(passkey).unwrap()["relying_party"] = json!("id.elsewhere.example");
    let to = with_ring(2).await;
    import(&to, &document).await.unwrap();
    let tenant = to.tenant("acme").await;
    assert!(tenant.list_passkeys(who.user.id).await.unwrap().is_empty());
    owner_session(&tenant).await;
    let fields = document.pointer_mut(passkey).unwrap();
    fields["relying_party"] = json!("localhost");
    fields["credential_id"] = json!("");
    let refused = import(&with_ring(3).await, &document).await.unwrap_err();
    let path = "transfer.passkeys.credential_id";
    assert!(refused.to_string().contains(path), "{refused}");
}
