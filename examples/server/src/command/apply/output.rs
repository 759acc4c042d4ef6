use authnex_core::flow::apply::AppliedTenant;
use serde_json::{Value, json};

/// What scripts need to know of a tenant.
pub(super) fn tenant(tenant: &AppliedTenant) -> Value {
    let users: Vec<Value> = tenant
        .users
        .iter()
        .map(|user| json!({"username": user.username, "id": user.id}))
        .collect();
    json!({
        "slug": tenant.slug,
        "id": tenant.id,
        "issuer": tenant.issuer,
        "scim_base": format!("{}/scim/v2", tenant.issuer),
        "openapi_url": format!("{}/openapi.json", tenant.issuer),
        "users": users,
    })
}
