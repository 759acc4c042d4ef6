use authnex_core::flow::apply::{AppliedClient, AppliedTenant};
use serde_json::{Value, json};

/// What scripts need to know of a tenant.
pub(super) fn tenant(tenant: &AppliedTenant) -> Value {
    let users: Vec<Value> = tenant
        .users
        .iter()
        .map(|user| json!({"username": user.username, "id": user.id}))
        .collect();
    let clients: Vec<Value> = tenant.clients.iter().map(client).collect();
    let mut value = json!({
        "slug": tenant.slug,
        "id": tenant.id,
        "issuer": tenant.issuer,
        "scim_base": format!("{}/scim/v2", tenant.issuer),
        "openapi_url": format!("{}/openapi.json", tenant.issuer),
        "users": users,
        "clients": clients,
    });
    if let (Some(keys), Some(names)) = (&tenant.keys, value.as_object_mut()) {
        names.insert("admin_token".to_owned(), json!(keys.admin_token.expose()));
        names.insert("scim_token".to_owned(), json!(keys.scim_token.expose()));
    }
    value
}

fn client(client: &AppliedClient) -> Value {
    let mut value = json!({"client_id": client.client_id, "id": client.id});
    if let (Some(secret), Some(names)) = (&client.secret, value.as_object_mut()) {
        names.insert("client_secret".to_owned(), json!(secret.expose()));
    }
    value
}
