use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;

use crate::{
    client::Client,
    egress::EgressUrl,
    flow::Environment,
    foundation::{TenantId, TenantScope, Timestamp},
    jose::{CompactJws, JwkSet, MAX_SET_BYTES},
    port::EgressCall,
};

/// Key sets that clients publish, as they were fetched. They are fetched anew when they are old, and, at most once
/// in a while, when an assertion names a key that is not among them.
#[derive(Debug, Default)]
pub(crate) struct ClientKeySets(Mutex<HashMap<(TenantId, String), Kept>>);

#[derive(Clone, Debug)]
struct Kept {
    keys: Arc<JwkSet>,
    asked_at: Timestamp,
}

impl ClientKeySets {
    /// For how long a set is good, in seconds.
    const FRESH_SECONDS: u32 = 300;
    /// A set is fetched at most this often, in seconds, whatever assertions say.
    const PAUSE_SECONDS: u32 = 10;
    /// The most sets that are kept.
    const MOST: usize = 1_000;

    /// What is kept, and whether it is time to fetch: then this call has the turn, and others wait for the next.
    fn turn(
        &self,
        place: &(TenantId, String),
        kid: Option<&str>,
        now: Timestamp,
    ) -> (Arc<JwkSet>, bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(kept) = all.get_mut(place) else {
            if all.len() >= Self::MOST {
                all.clear();
            }
            let none = Kept {
                keys: Arc::default(),
                asked_at: now,
            };
            all.insert(place.clone(), none);
            return (Arc::default(), true);
        };
        let is_old = kept.asked_at.plus_seconds(Self::FRESH_SECONDS) <= now;
        let may_ask = kept.asked_at.plus_seconds(Self::PAUSE_SECONDS) <= now;
        let lacks = kid.is_none_or(|kid| kept.keys.find(kid).is_none());
        let due = is_old || (lacks && may_ask);
        if due {
            kept.asked_at = now;
        }
        (kept.keys.clone(), due)
    }

    fn keep(&self, place: (TenantId, String), keys: Arc<JwkSet>, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = Kept {
            keys,
            asked_at: now,
        };
        all.insert(place, kept);
    }
}

/// The keys by which a client signs: those of its registration, or those that it publishes.
pub(super) async fn keys_of(
    env: &Environment,
    scope: &TenantScope,
    client: &Client,
    assertion: &str,
) -> Option<Arc<JwkSet>> {
    if let Some(jwks) = &client.metadata.jwks {
        return match jwks {
            Value::Object(set) => JwkSet::from_object(set).ok().map(Arc::new),
            _ => None,
        };
    }
    let uri = client.metadata.jwks_uri.as_ref()?;
    let place = (scope.id(), uri.clone());
    let jws = CompactJws::parse(assertion).ok()?;
    let kid = jws.header().kid.as_deref();
    let (kept, due) = env.client_keys.turn(&place, kid, env.now());
    if !due {
        return Some(kept);
    }
    match fetch(env, uri).await {
        Ok(keys) => {
            let keys = Arc::new(keys);
            env.client_keys.keep(place, keys.clone(), env.now());
            Some(keys)
        }
        Err(error) => {
            tracing::warn!(client = %client.client_id, error, "a client's keys could not be fetched");
            Some(kept)
        }
    }
}

async fn fetch(env: &Environment, uri: &str) -> Result<JwkSet, String> {
    let egress = env
        .egress
        .as_ref()
        .ok_or("this installation calls nobody")?;
    let call = EgressCall {
        url: EgressUrl::parse(uri, env.egress_rules).map_err(|error| error.to_string())?,
        body: None,
        headers: Vec::new(),
        most_bytes: MAX_SET_BYTES,
    };
    let answer = egress.call(call).await.map_err(|error| error.to_string())?;
    if answer.status != 200 {
        return Err(format!("the answer is {}", answer.status));
    }
    JwkSet::from_json(&answer.body).map_err(|error| error.to_string())
}
