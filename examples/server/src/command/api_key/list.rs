use std::collections::HashMap;

use authnex_core::{
    TenantHandle,
    client::{Client, ClientSecret},
    foundation::{ClientId, PageRequest},
    store::StoreError,
};
use serde_json::{Value, json};

use super::{super::print, view};
use crate::{cli::At, config::Config, failure::Failure, open};

/// Lists keys by id: in the order in which they were made.
pub(super) async fn run(
    config: &Config,
    (limit, cursor): (u32, Option<String>),
    at: &At,
) -> Result<(), Failure> {
    let after = cursor.as_deref().map(view::id).transpose()?;
    if !(1..=PageRequest::<ClientId>::MAX_LIMIT).contains(&limit) {
        return Err(Failure::Configuration("--limit: say 1 to 200".to_owned()));
    }
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, &at.tenant).await?;
    let page = tenant
        .list_api_keys(&PageRequest::new(limit, after))
        .await?;
    let clients = owners(&tenant, &page.items).await?;
    let now = authnex.clock().now();
    let mut items = Vec::new();
    let mut lines = Vec::new();
    for key in &page.items {
        let client = clients.get(&key.owner);
        let name = client.map_or("-", |client| client.client_id.as_str());
        let state = if key.is_live(now) { "live" } else { "over" };
        let hint = key.hint.as_deref().unwrap_or_default();
        lines.push(format!("{}  {state}  {hint}…  {name}", key.id));
        items.push(view::json_of(key, client));
    }
    if let Some(cursor) = &page.next_cursor {
        lines.push(format!("more: --cursor {cursor}"));
    }
    let items: Vec<Value> = items;
    let value = json!({"items": items, "next_cursor": page.next_cursor});
    print(at.json, &value, &lines.join("\n"))
}

async fn owners(
    tenant: &TenantHandle,
    keys: &[ClientSecret],
) -> Result<HashMap<ClientId, Client>, StoreError> {
    let mut owners = HashMap::new();
    for key in keys {
        if !owners.contains_key(&key.owner)
            && let Some(client) = tenant.client(key.owner).await?
        {
            owners.insert(key.owner, client);
        }
    }
    Ok(owners)
}
