use std::path::Path;

use authnex_core::{Rewrapped, foundation::SystemEntropy, keyring::KeyRing};
use serde_json::json;

use super::read;
use crate::{
    command::{operator, print},
    config::Config,
    failure::Failure,
    keyring_file, open,
};

/// Adds a key that nothing uses yet, so that the file can be given to every node first.
pub(super) fn add_only(path: &Path, as_json: bool) -> Result<(), Failure> {
    let change = KeyRing::add_key(&read(path)?, &SystemEntropy::new()).map_err(damaged)?;
    keyring_file::replace(path, &change.text)?;
    let value = json!({"added": change.key, "active": false});
    let text = format!(
        "key {} is in {} and not in use yet; give the file to every node, then run 'authnex keyring rotate'",
        change.key,
        path.display()
    );
    print(as_json, &value, &text)
}

/// Makes a newer key the active one, and wraps everything with it. Cut off, it is run again and goes on: no further
/// key is made before everything is wrapped with the last one.
pub(super) async fn run(config: &Config, path: &Path, as_json: bool) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let hands = authnex.operator();
    let text = read(path)?;
    let ring = KeyRing::parse(&text).map_err(damaged)?;
    let used = hands.master_keys_in_use().await.map_err(failed)?;
    let goes_on = used.iter().any(|key| *key != ring.active_key());
    let active = if goes_on {
        ring.active_key()
    } else {
        make_active(path, &ring)?
    };
    let done = hands.rewrap(&operator()).await.map_err(failed)?;
    report(path, (active, goes_on), &done, as_json)
}

/// A key that was added before is taken; else one is made.
fn make_active(path: &Path, ring: &KeyRing) -> Result<u32, Failure> {
    let mut text = read(path)?;
    let waits = ring
        .key_ids()
        .last()
        .is_some_and(|newest| *newest > ring.active_key());
    if !waits {
        text = KeyRing::add_key(&text, &SystemEntropy::new())
            .map_err(damaged)?
            .text;
    }
    let change = KeyRing::activate_newest(&text).map_err(damaged)?;
    keyring_file::replace(path, &change.text)?;
    Ok(change.key)
}

fn report(
    path: &Path,
    (active, went_on): (u32, bool),
    done: &Rewrapped,
    as_json: bool,
) -> Result<(), Failure> {
    let value = json!({
        "active": active,
        "went_on": went_on,
        "tenants": done.tenants,
        "spare_keys": done.spare_keys,
        "instance": done.instance,
    });
    let began = if went_on {
        "a rotation that was cut off is finished: "
    } else {
        ""
    };
    let text = format!(
        "{began}key {active} of {} is active; {} organizations and {} spare keys are wrapped with it\nback the file up; backups of before need the older keys, which 'authnex keyring rotate --retire' removes",
        path.display(),
        done.tenants,
        done.spare_keys
    );
    print(as_json, &value, &text)
}

pub(super) fn damaged(error: impl std::fmt::Display) -> Failure {
    Failure::Configuration(format!("{error}; put the right key ring back"))
}

pub(super) fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::Failed(format!(
        "{error}; run 'authnex keyring rotate' again to go on"
    ))
}
