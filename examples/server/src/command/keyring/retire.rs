use std::{path::Path, time::Duration};

use authnex_core::{Operator, keyring::KeyRing};
use serde_json::json;

use super::{
    read,
    rotate::{damaged, failed},
};
use crate::{command::print, config::Config, failure::Failure, keyring_file, open};

/// A unit that was sealed before another process heard of the rotation is committed by then.
const UNTIL_ALL_KNOW: Duration = Duration::from_secs(2);

/// Removes the keys with which nothing is wrapped any more.
pub(super) async fn run(config: &Config, path: &Path, as_json: bool) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let hands = authnex.operator();
    let ring = KeyRing::parse(&read(path)?).map_err(damaged)?;
    let retired: Vec<u32> = ring
        .key_ids()
        .into_iter()
        .filter(|key| *key != ring.active_key())
        .collect();
    if retired.iter().any(|key| *key > ring.active_key()) {
        return Err(Failure::Failed(
            "a key was added and is not in use yet; run 'authnex keyring rotate' first".to_owned(),
        ));
    }
    check(&hands, &ring).await?;
    if !retired.is_empty() {
        tokio::time::sleep(UNTIL_ALL_KNOW).await;
        check(&hands, &ring).await?;
        let change = KeyRing::keep_active(&read(path)?).map_err(damaged)?;
        keyring_file::replace(path, &change.text)?;
    }
    let value = json!({"active": ring.active_key(), "retired": retired});
    let text = if retired.is_empty() {
        "there is no older key".to_owned()
    } else {
        format!(
            "{} older key(s) are removed from {}; backups of before the rotation need them: keep the old file with those",
            retired.len(),
            path.display()
        )
    };
    print(as_json, &value, &text)
}

async fn check(hands: &Operator, ring: &KeyRing) -> Result<(), Failure> {
    let used = hands.master_keys_in_use().await.map_err(failed)?;
    match used.iter().find(|key| **key != ring.active_key()) {
        None => Ok(()),
        Some(key) => Err(Failure::Failed(format!(
            "key {key} still wraps something, and no key was removed; run 'authnex keyring rotate' first"
        ))),
    }
}
