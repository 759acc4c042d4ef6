//! Clients: made, put, disabled, deleted; their secrets.

use authnex_core::{
    TenantHandle,
    client::{ClientChange, SecretKind, UnmetDemand},
    flow::{ClientError, ClientPut, ClientRegistration},
    foundation::{Actor, PageRequest, RequestContext},
    role::Permission,
};
use serde_json::{Value, json};

use super::installation::{Installation, context, count_events, owner_session};

fn registration(value: Value) -> ClientRegistration {
    serde_json::from_value(value).unwrap()
}

fn relying_party() -> Value {
    json!({
        "client_id": "rp", "client_secret": "a secret of choice",
        "redirect_uris": ["https://rp.example/cb"], "scope": "openid orders:read"
    })
}

async fn put(tenant: &TenantHandle, value: Value) -> ClientPut {
    let put = tenant.put_client(registration(value), &context()).await;
    put.unwrap()
}

async fn proves(tenant: &TenantHandle, client_id: &str, secret: &str) -> bool {
    let found = tenant.authenticate_client(client_id, &secret.into()).await;
    found.unwrap().is_some()
}

#[tokio::test]
async fn putting_what_is_there_already_writes_nothing() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let made = put(&tenant, relying_party()).await;
    assert_eq!(made.change, ClientChange::Created);
    assert!(made.secret.is_none(), "the given one is kept");
    let again = put(&tenant, relying_party()).await;
    assert_eq!(again.change, ClientChange::Unchanged);
    assert_eq!(again.client.version, 1);
    let mut changed = relying_party();
    changed["client_name"] = json!("Shop");
    let plan = tenant.plan_client(&registration(changed.clone())).await;
    assert_eq!(plan.unwrap(), ClientChange::Updated);
    assert_eq!(
        count_events(&tenant, "client.updated").await,
        0,
        "planned only"
    );
    let put = put(&tenant, changed).await;
    assert_eq!(put.change, ClientChange::Updated);
    assert_eq!((put.client.id, put.client.version), (made.client.id, 2));
    let stored = tenant.find_client("rp").await.unwrap().unwrap();
    assert_eq!(format!("{stored:?}"), format!("{:?}", put.client));
    for (kind, count) in [("client.created", 1), ("client.updated", 1)] {
        assert_eq!(count_events(&tenant, kind).await, count, "{kind}");
    }
}

#[tokio::test]
async fn a_secret_is_kept_replaced_made_or_dropped_as_the_client_proves_itself() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    put(&tenant, relying_party()).await;
    assert!(proves(&tenant, "rp", "a secret of choice").await);
    for wrong in ["A secret of choice", "", "a secret of choice "] {
        assert!(!proves(&tenant, "rp", wrong).await, "{wrong}");
    }
    // Another one replaces it, and the first may come back.
    for secret in ["another one", "a secret of choice"] {
        let mut value = relying_party();
        value["client_secret"] = json!(secret);
        assert_eq!(put(&tenant, value).await.change, ClientChange::Updated);
        for known in ["another one", "a secret of choice"] {
            assert_eq!(proves(&tenant, "rp", known).await, known == secret);
        }
    }
    // Without one in the file the present one stays.
    let mut value = relying_party();
    value.as_object_mut().unwrap().remove("client_secret");
    assert_eq!(
        put(&tenant, value.clone()).await.change,
        ClientChange::Unchanged
    );
    // A public client has none.
    value["token_endpoint_auth_method"] = json!("none");
    assert_eq!(
        put(&tenant, value.clone()).await.change,
        ClientChange::Updated
    );
    assert!(!proves(&tenant, "rp", "a secret of choice").await);
    // Back again, with none given: one is made, shown once, and good when written into the file.
    value["token_endpoint_auth_method"] = json!("client_secret_post");
    let made = put(&tenant, value.clone()).await.secret.unwrap();
    assert!(made.expose().starts_with("anx_cs_"));
    assert!(proves(&tenant, "rp", made.expose()).await);
    value["client_secret"] = json!(made.expose());
    assert_eq!(put(&tenant, value).await.change, ClientChange::Unchanged);
    let client = tenant.find_client("rp").await.unwrap().unwrap();
    let secrets = tenant.list_client_secrets(client.id).await.unwrap();
    let live: Vec<_> = secrets
        .iter()
        .filter(|secret| secret.is_live(installation.now()))
        .map(|secret| secret.kind)
        .collect();
    assert_eq!(live, [SecretKind::Generated]);
}

#[tokio::test]
async fn a_client_that_must_prove_itself_gets_a_secret_and_a_public_one_does_not() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let service = put(
        &tenant,
        json!({"client_id": "svc", "permissions": ["scim"]}),
    )
    .await;
    let secret = service.secret.unwrap();
    assert!(proves(&tenant, "svc", secret.expose()).await);
    let public = json!({"client_id": "spa", "token_endpoint_auth_method": "none",
                        "redirect_uris": ["https://spa.example/"]});
    assert!(put(&tenant, public).await.secret.is_none());
    let nameless = put(&tenant, json!({})).await;
    let id = nameless.client.id.to_string();
    assert_eq!(nameless.client.client_id.as_str(), id);
}

#[tokio::test]
async fn one_client_id_and_secret_in_two_tenants_are_two_clients() {
    let installation = Installation::new().await;
    let (acme, globex) = (
        installation.make_tenant("acme").await,
        installation.make_tenant("globex").await,
    );
    let one = put(&acme, relying_party()).await.client;
    assert!(globex.find_client("rp").await.unwrap().is_none());
    assert!(globex.client(one.id).await.unwrap().is_none());
    assert!(!proves(&globex, "rp", "a secret of choice").await);
    let two = put(&globex, relying_party()).await.client;
    assert_ne!(one.id, two.id);
    let hidden = globex.set_client_enabled(one.id, false, &context()).await;
    assert!(matches!(hidden, Err(ClientError::Unknown)));
    assert!(!globex.delete_client(one.id, &context()).await.unwrap());
    assert!(proves(&acme, "rp", "a secret of choice").await);
}

#[tokio::test]
async fn two_clients_may_choose_one_secret_and_it_proves_neither_for_the_other() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    for name in ["one", "two"] {
        put(&tenant, json!({"client_id": name, "client_secret": "same"})).await;
    }
    let generated = put(&tenant, json!({"client_id": "three"}))
        .await
        .secret
        .unwrap();
    assert!(proves(&tenant, "one", "same").await && proves(&tenant, "two", "same").await);
    assert!(!proves(&tenant, "one", generated.expose()).await);
    assert!(!proves(&tenant, "three", "same").await);
}

#[tokio::test]
async fn a_scope_or_permission_of_its_own_becomes_the_tenants() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let owner = owner_session(&tenant).await;
    put(
        &tenant,
        json!({"client_id": "a", "scope": "openid orders:read", "permissions": ["orders:write", "users:read"]}),
    )
    .await;
    let tenant = installation.tenant("acme").await;
    let own: Vec<&str> = tenant
        .scope()
        .snapshot()
        .permissions
        .iter()
        .map(Permission::as_str)
        .collect();
    assert_eq!(own, ["orders:read", "orders:write"]);
    let token = owner.session_token.expose();
    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    assert!(who.may("orders:read") && who.may("orders:write"));
}

#[tokio::test]
async fn what_does_not_do_is_refused_by_field_and_leaves_nothing() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    for (value, field) in [
        (
            json!({"client_id": "usr_00000000000000000000000008"}),
            "client_id",
        ),
        (json!({"client_id": "a b"}), "client_id"),
        (json!({"client_id": ""}), "client_id"),
        (
            json!({"client_id": "a", "client_secret": ""}),
            "client_secret",
        ),
        (
            json!({"client_id": "a", "client_secret": "ä"}),
            "client_secret",
        ),
        (
            json!({"client_id": "a", "redirect_uris": ["/cb"]}),
            "redirect_uris",
        ),
    ] {
        let refused = tenant
            .put_client(registration(value.clone()), &context())
            .await;
        let Err(ClientError::Invalid(faults)) = refused else {
            panic!("{value}: {refused:?}");
        };
        assert_eq!(faults[0].field, field, "{value}");
        let planned = tenant.plan_client(&registration(value)).await;
        assert!(matches!(planned, Err(ClientError::Invalid(_))));
    }
    let listed = tenant.list_clients(&PageRequest::new(10, None)).await;
    assert!(listed.unwrap().items.is_empty());
    assert_eq!(count_events(&tenant, "client.created").await, 0);
    put(&tenant, relying_party()).await;
    let taken = tenant
        .create_client(&registration(relying_party()), &context())
        .await;
    assert!(matches!(taken, Err(ClientError::Taken)));
}

#[tokio::test]
async fn an_export_keeps_the_ids_that_were_made() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let made = put(&tenant, json!({})).await.client;
    let copy = json!({"client_id": made.client_id.as_str(), "client_secret": "s"});
    let copied = put(&other, copy.clone()).await;
    assert_eq!(copied.change, ClientChange::Created);
    assert_eq!(copied.client.id, made.id);
    assert_eq!(put(&other, copy).await.change, ClientChange::Unchanged);
}

#[tokio::test]
async fn a_demand_that_cannot_be_met_is_stored_and_told() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    put(
        &tenant,
        json!({"client_id": "a", "dpop_bound_access_tokens": true}),
    )
    .await;
    let stored = tenant.find_client("a").await.unwrap().unwrap();
    assert_eq!(stored.unmet_demands(), [UnmetDemand::Dpop]);
}

#[tokio::test]
async fn a_disabled_client_proves_nothing_until_enabled_and_a_deleted_one_is_gone() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let client = put(&tenant, relying_party()).await.client.id;
    let own = RequestContext::by(Actor::Client { client, key: None });
    let refused = tenant.set_client_enabled(client, false, &own).await;
    assert!(matches!(refused, Err(ClientError::OwnClient)));
    let refused = tenant.delete_client(client, &own).await;
    assert!(matches!(refused, Err(ClientError::OwnClient)));
    for (enabled, changes) in [(false, true), (false, false), (true, true)] {
        let changed = tenant.set_client_enabled(client, enabled, &context()).await;
        assert_eq!(changed.unwrap(), changes);
        assert_eq!(proves(&tenant, "rp", "a secret of choice").await, enabled);
    }
    assert_eq!(count_events(&tenant, "client.status_changed").await, 2);
    for deletes in [true, false] {
        let deleted = tenant.delete_client(client, &context()).await;
        assert_eq!(deleted.unwrap(), deletes);
    }
    assert!(!proves(&tenant, "rp", "a secret of choice").await);
    assert_eq!(count_events(&tenant, "client.deleted").await, 1);
    // The name is free again.
    assert_eq!(
        put(&tenant, relying_party()).await.change,
        ClientChange::Created
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racers_put_one_client() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let puts = super::installation::race(|_| {
        let tenant = tenant.clone();
        async move {
            tenant
                .put_client(registration(relying_party()), &context())
                .await
        }
    })
    .await;
    let made = puts
        .iter()
        .filter(|put| matches!(put, Ok(put) if put.change == ClientChange::Created))
        .count();
    assert_eq!(made, 1);
    assert!(puts.iter().all(Result::is_ok), "{puts:?}");
    assert_eq!(count_events(&tenant, "client.created").await, 1);
    assert_eq!(count_events(&tenant, "client.updated").await, 0);
}
