use std::sync::Arc;

use super::{
    World, authorization_codes, changed_users, client_secrets, clients, consents, erasure, events,
    former_passwords, invites, lists, logout_notices, mails, nodes, one_time, passkeys,
    refresh_tokens, relays, retention, roles, second_factors, seen_jtis, sessions, sign_in_flows,
    signing_keys, tenants, throttles, units, usage, user_lists, users, wrapped,
};
use crate::store::Store;

/// Runs every case.
///
/// # Panics
/// When the store breaks a promise.
pub async fn run_all(store: Arc<dyn Store>) {
    let world = World::new(store);
    run_nouns(&world).await;
    events(&world).await;
    lists(&world).await;
    relays(&world).await;
    nodes(&world).await;
    retention(&world).await;
    erasure(&world).await;
    wrapped(&world).await;
}

/// Runs every case on a store whose way to its database breaks commits off: each unit then writes the event that
/// names it, so that the store can find out what became of it. Cases that count a tenant's events are left out.
///
/// # Panics
/// When the store breaks a promise.
pub async fn run_through_faults(store: Arc<dyn Store>) {
    run_nouns(&World::naming_units(store)).await;
}

/// Runs the races for what can be used once, so many times: of 64 racers one wins.
///
/// # Panics
/// When more than one racer wins, or none.
pub async fn run_races(world: &World, rounds: u32) {
    for _ in 0..rounds {
        one_time::one_racer_wins(world).await;
        invites::one_racer_wins(world).await;
        passkeys::one_of_many_uses_a_counter(world).await;
        refresh_tokens::one_racer_wins(world).await;
        authorization_codes::one_racer_wins(world).await;
        seen_jtis::one_racer_wins(world).await;
        sign_in_flows::one_racer_wins(world).await;
        second_factors::one_racer_uses_a_step(world).await;
        second_factors::one_racer_uses_a_recovery_code(world).await;
        signing_keys::a_spare_key_is_claimed_once(world).await;
        relays::one_of_many_takes_it(world).await;
        mails::one_racer_claims_it(world).await;
        changed_users::one_of_many_gets_a_name(world).await;
    }
}

async fn run_nouns(world: &World) {
    units(world).await;
    tenants(world).await;
    users(world).await;
    user_lists(world).await;
    changed_users(world).await;
    former_passwords(world).await;
    roles(world).await;
    clients(world).await;
    client_secrets(world).await;
    sessions(world).await;
    refresh_tokens(world).await;
    one_time(world).await;
    invites(world).await;
    passkeys(world).await;
    authorization_codes(world).await;
    consents(world).await;
    logout_notices(world).await;
    seen_jtis(world).await;
    mails(world).await;
    sign_in_flows(world).await;
    second_factors(world).await;
    signing_keys(world).await;
    throttles(world).await;
    usage(world).await;
}
