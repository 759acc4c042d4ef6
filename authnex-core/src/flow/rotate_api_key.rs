use async_trait::async_trait;
use serde_json::json;

use super::{ApiKeyError, ApiKeyIssued, Environment, FieldFault, environment::new_id};
use crate::{
    client::{NewClientSecret, SecretHash, SecretKind},
    event::{Event, EventKind},
    foundation::{ClientSecretId, EventId, RequestContext, TenantScope, Timestamp, TokenKind},
    store::{StoreError, Unit, Verdict, Work},
};

/// For how long both keys may be good, in seconds.
const MAX_OVERLAP: u32 = 30 * 24 * 3600;

/// Issues a key in place of another, which goes on for so many seconds. The new one is for the same purpose, and
/// lives as long as the old one was to.
pub(crate) async fn rotate_api_key(
    env: &Environment,
    scope: &TenantScope,
    (key, overlap_seconds): (ClientSecretId, u32),
    context: &RequestContext,
) -> Result<ApiKeyIssued, ApiKeyError> {
    if overlap_seconds > MAX_OVERLAP {
        return Err(ApiKeyError::Invalid(vec![FieldFault::new(
            "overlap_seconds",
            "overlap_seconds_range",
            "both keys may be good for at most 30 days, 2592000 s",
        )]));
    }
    let now = env.now();
    let reader = env.store.reader(scope);
    let old = reader
        .find_client_secret_by_id(key)
        .await?
        .filter(|old| old.kind == SecretKind::ApiKey && old.is_live(now))
        .ok_or(ApiKeyError::Unknown)?;
    let client = reader
        .find_client(old.owner)
        .await?
        .ok_or(ApiKeyError::Unknown)?;
    let life = old.expires_at.map(|until| until.since(old.created_at));
    let token = env.token(TokenKind::ApiKey);
    let new = NewClientSecret {
        id: new_id!(env, ClientSecretId),
        owner: old.owner,
        kind: SecretKind::ApiKey,
        hash: SecretHash::Token(token.hash()),
        purpose: old.purpose,
        hint: Some(token.hint(TokenKind::ApiKey)),
        created_at: now,
        expires_at: life
            .map(|life| now.plus_seconds(u32::try_from(life.as_secs()).unwrap_or(u32::MAX))),
    };
    let until = now.plus_seconds(overlap_seconds);
    let data = json!({"key": new.id, "replaces": key, "client": client.id, "until": until});
    let work = RotateApiKey {
        old: key,
        until,
        event: env.event(EventKind::ApiKeyRotated, now, context, data),
        new: new.clone(),
    };
    if env.write(scope, work).await? {
        Ok(ApiKeyIssued {
            key: new.stored(),
            client,
            token,
        })
    } else {
        Err(ApiKeyError::Unknown)
    }
}

struct RotateApiKey {
    old: ClientSecretId,
    until: Timestamp,
    new: NewClientSecret,
    event: Event,
}

#[async_trait]
impl Work for RotateApiKey {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let expired = unit
            .expire_client_secret(self.old, self.until, self.event.at)
            .await?;
        if !expired {
            return Ok(Verdict::Rollback(false));
        }
        unit.put_client_secret(&self.new).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
