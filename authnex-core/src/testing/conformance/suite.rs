use std::sync::Arc;

use super::{
    World, changed_users, client_secrets, clients, events, lists, mails, one_time, refresh_tokens,
    relays, retention, roles, sessions, sign_in_flows, signing_keys, tenants, throttles, units,
    usage, users,
};
use crate::store::Store;

/// Runs every case.
///
/// # Panics
/// When the store breaks a promise.
pub async fn run_all(store: Arc<dyn Store>) {
    let world = World::new(store);
    units(&world).await;
    tenants(&world).await;
    users(&world).await;
    changed_users(&world).await;
    roles(&world).await;
    clients(&world).await;
    client_secrets(&world).await;
    sessions(&world).await;
    refresh_tokens(&world).await;
    one_time(&world).await;
    mails(&world).await;
    sign_in_flows(&world).await;
    signing_keys(&world).await;
    throttles(&world).await;
    events(&world).await;
    lists(&world).await;
    relays(&world).await;
    usage(&world).await;
    retention(&world).await;
}
