use authnex_core::{Authnex, keyring::KeyRing};

use super::Check;
use crate::{
    config::{Config, KeyRingSource},
    keyring_file, open,
};

/// How far the newest event may lie ahead of this machine's clock, in seconds.
const AHEAD: u32 = 60;

/// What only the engine can say: whether the ring fits, and what the database knows.
pub(super) async fn check(config: &Config) -> Vec<Check> {
    let authnex = match open::engine(config).await {
        Ok((authnex, _workers)) => authnex,
        Err(error) => return vec![Check::fail("keys", error.to_string())],
    };
    vec![
        keys(config, &authnex).await,
        base_url(config, &authnex).await,
        clock(&authnex).await,
        spare_keys(&authnex).await,
    ]
}

async fn keys(config: &Config, authnex: &Authnex) -> Check {
    let used = match authnex.operator().master_keys_in_use().await {
        Ok(used) => used,
        Err(error) => return Check::fail("keys", error.to_string()),
    };
    let KeyRingSource::File(path) = &config.key_ring else {
        return Check::ok("keys", "the key ring fits the database");
    };
    let ring = keyring_file::read(path)
        .and_then(|text| KeyRing::parse(&text).map_err(|error| error.to_string()));
    let ring = match ring {
        Ok(ring) => ring,
        Err(error) => return Check::fail("keys", error),
    };
    let ids = ring.key_ids();
    if let Some(missing) = used.iter().find(|key| !ids.contains(key)) {
        return Check::fail(
            "keys",
            format!("key {missing} is in use and not in the ring: put the right ring back"),
        );
    }
    if used.iter().any(|key| *key != ring.active_key()) {
        return Check::warn(
            "keys",
            "a rotation was cut off: run 'authnex keyring rotate' to go on",
        );
    }
    let active = ring.active_key();
    Check::ok(
        "keys",
        format!("the key ring fits the database; key {active} is active"),
    )
}

async fn base_url(config: &Config, authnex: &Authnex) -> Check {
    let now = config.base_url.join("");
    match authnex.operator().first_base_url().await {
        Ok(Some(first)) if first != now => Check::fail(
            "base_url",
            format!(
                "{now} is configured, and issuers were made for {first}: set AUTHNEX_BASE_URL back, or take the new one with 'authnex doctor --accept-base-url'"
            ),
        ),
        Ok(_) => Check::ok("base_url", format!("{now}, as the issuers have it")),
        Err(error) => Check::fail("base_url", error.to_string()),
    }
}

async fn clock(authnex: &Authnex) -> Check {
    let now = authnex.clock().now();
    match authnex.operator().newest_event().await {
        Ok(Some(newest)) if newest > now.plus_seconds(AHEAD) => Check::fail(
            "clock",
            format!("it says {now}, and the newest event is of {newest}: set the clock"),
        ),
        Ok(_) => Check::ok("clock", format!("it says {now}, after the newest event")),
        Err(error) => Check::fail("clock", error.to_string()),
    }
}

async fn spare_keys(authnex: &Authnex) -> Check {
    match authnex.operator().spare_keys().await {
        Ok((0, wanted)) => Check::warn(
            "spare_keys",
            format!("none of {wanted} RSA keys lies by: a running server makes them"),
        ),
        Ok((there, wanted)) => {
            Check::ok("spare_keys", format!("{there} of {wanted} RSA keys lie by"))
        }
        Err(error) => Check::fail("spare_keys", error.to_string()),
    }
}
