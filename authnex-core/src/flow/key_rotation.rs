use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, environment::new_id, error::from_internal};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SigningKeyId, TenantScope, Timestamp},
    jose::Algorithm,
    signing_key::{GenerateKeyError, KeyState, NewSigningKey, SigningKeyRow, generate, seal_row},
    store::{StoreError, Unit, Verdict, Work},
};

/// The longest life that a token may have got under any policy, and a minute for clocks that differ: for so
/// long a key that signs no more stays published.
const OVERLAP_SECONDS: u32 = 86_400 + 60;

/// Why no key was rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// Another rotation of the same keys came first.
    #[error("another rotation came first; look at the keys and try again if need be")]
    Raced,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(RotateError);

impl From<GenerateKeyError> for RotateError {
    fn from(error: GenerateKeyError) -> Self {
        Self::Internal(error.into())
    }
}

/// Makes the next key of an algorithm, or of each, the active one; says which keys sign now.
///
/// The next key has been published since the rotation before, so that no verifier meets a key that it could
/// not have seen. Where there is none yet, a fresh one is made and used at once.
pub(crate) async fn rotate_signing_keys(
    env: &Environment,
    scope: &TenantScope,
    algorithm: Option<Algorithm>,
    context: &RequestContext,
) -> Result<Vec<SigningKeyId>, RotateError> {
    let now = env.now();
    let rows = env.store.reader(scope).list_signing_keys(now).await?;
    let mut turns = Vec::new();
    let all = [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256];
    for algorithm in all
        .into_iter()
        .filter(|each| algorithm.is_none_or(|one| one == *each))
    {
        turns.push(turn(env, scope, algorithm, &rows).await?);
    }
    let now_active: Vec<SigningKeyId> = turns.iter().map(|turn| turn.active).collect();
    let data = json!({"active": now_active});
    let work = Rotate {
        turns,
        until: now.plus_seconds(OVERLAP_SECONDS),
        event: env.event(EventKind::SigningKeysChanged, now, context, data),
    };
    if env.write(scope, work).await? {
        Ok(now_active)
    } else {
        Err(RotateError::Raced)
    }
}

/// What one algorithm's rotation does.
struct Turn {
    algorithm: Algorithm,
    active: SigningKeyId,
    /// Whether the key that becomes active stands as next already.
    stands: bool,
    fresh: Vec<NewSigningKey>,
}

async fn turn(
    env: &Environment,
    scope: &TenantScope,
    algorithm: Algorithm,
    rows: &[SigningKeyRow],
) -> Result<Turn, RotateError> {
    let next = rows
        .iter()
        .find(|row| row.algorithm == algorithm && row.state == KeyState::Next);
    let mut fresh = Vec::new();
    let active = if let Some(row) = next {
        row.id
    } else {
        let key = fresh_key(env, scope, algorithm, KeyState::Active).await?;
        let id = key.row.id;
        fresh.push(key);
        id
    };
    // The key to follow. An RSA one comes from the spare keys a moment later: the worker supplies it.
    if algorithm != Algorithm::Rs256 {
        fresh.push(fresh_key(env, scope, algorithm, KeyState::Next).await?);
    }
    Ok(Turn {
        algorithm,
        active,
        stands: next.is_some(),
        fresh,
    })
}

async fn fresh_key(
    env: &Environment,
    scope: &TenantScope,
    algorithm: Algorithm,
    state: KeyState,
) -> Result<NewSigningKey, RotateError> {
    let entropy = env.entropy.clone();
    // Slow for RSA: off the async threads.
    let material = tokio::task::spawn_blocking(move || generate(algorithm, &*entropy))
        .await
        .map_err(|_| InternalError::Keys("making a key was cut off".to_owned()))??;
    let facts = (new_id!(env, SigningKeyId), state, env.now());
    let data_key = &scope.snapshot().data_key;
    Ok(seal_row(
        scope.id(),
        data_key,
        &material,
        facts,
        &*env.entropy,
    ))
}

struct Rotate {
    turns: Vec<Turn>,
    until: Timestamp,
    event: Event,
}

#[async_trait]
impl Work for Rotate {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        for turn in &self.turns {
            for key in &turn.fresh {
                unit.insert_signing_key(key).await?;
            }
            if turn.stands && !unit.activate_signing_key(turn.active).await? {
                return Ok(Verdict::Rollback(false));
            }
            unit.retire_signing_keys(turn.algorithm, turn.active, self.until)
                .await?;
        }
        unit.raise_version(self.event.at).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
