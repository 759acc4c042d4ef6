use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, InternalError,
    error::from_internal,
    open_session::{refresh_expiry, sign_for},
};
use crate::{
    client::ClientIdentifier,
    event::{Event, EventKind},
    foundation::{
        EventId, PlainToken, RequestContext, SessionId, TenantScope, Timestamp, TokenKind,
    },
    keyring::Sealed,
    refresh::{Family, NewRefreshToken, RefreshToken, Rotation, open_successor, seal_successor},
    session::Seen,
    store::{Consumed, StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    token::Tokens,
    user::UserStatus,
};

/// Why a refresh token is refused.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// Unknown, expired, ended, of another tenant or of another client.
    #[error("the refresh token is not valid; sign in again")]
    Invalid,
    /// Used before: the whole family is ended.
    #[error("the refresh token was used before; sign in again")]
    Reused,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(RefreshError);

/// Replaces a refresh token and issues an access token (RFC 6749 6, RFC 9700 4.14.2).
pub(crate) async fn refresh(
    env: &Environment,
    scope: &TenantScope,
    presented: &str,
    client_id: &str,
    context: &RequestContext,
) -> Result<Tokens, RefreshError> {
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(RefreshError::Invalid);
    }
    let old =
        PlainToken::parse(TokenKind::Refresh, presented).map_err(|_| RefreshError::Invalid)?;
    let family = find_family(env, scope, &old, client_id).await?;
    // What was granted to an OAuth client is refreshed at the token endpoint, where the client proves itself.
    if family.granted.is_some() {
        return Err(RefreshError::Invalid);
    }
    let successor = rotate(env, scope, &old, &family, context).await?;
    Ok(sign_for(env, scope, &family, family.expires_at, successor).await?)
}

/// Uses a refresh token up and answers its successor: a fresh one, or within the grace the one that was given
/// already.
pub(super) async fn rotate(
    env: &Environment,
    scope: &TenantScope,
    old: &PlainToken,
    family: &Family,
    context: &RequestContext,
) -> Result<PlainToken, RefreshError> {
    let successor = env.token(TokenKind::Refresh);
    let work = rotation(env, scope, (old, &successor), family, context)?;
    let rotated = env.write(scope, work).await??;
    let seen = Seen {
        session: family.session,
        user: family.user,
        at: env.now(),
    };
    env.seen.note(scope, seen);
    match rotated {
        Rotated::Won => Ok(successor),
        Rotated::Again(sealed) => open_successor(old, &sealed).ok_or(RefreshError::Invalid),
    }
}

/// The family of the presented token, looked up outside of the unit: who is not its client learns nothing and
/// changes nothing.
pub(super) async fn find_family(
    env: &Environment,
    scope: &TenantScope,
    presented: &PlainToken,
    client_id: &str,
) -> Result<Family, RefreshError> {
    let reader = env.store.reader(scope);
    let token = reader
        .find_refresh_token(&presented.hash())
        .await?
        .ok_or(RefreshError::Invalid)?;
    let family = reader
        .find_family(token.family)
        .await?
        .ok_or(RefreshError::Invalid)?;
    if family.client_id == client_id {
        Ok(family)
    } else {
        Err(RefreshError::Invalid)
    }
}

fn rotation(
    env: &Environment,
    scope: &TenantScope,
    (old, successor): (&PlainToken, &PlainToken),
    family: &Family,
    context: &RequestContext,
) -> Result<Rotate, InternalError> {
    let now = env.now();
    let grace = scope.snapshot().policy.refresh_reuse_grace_seconds;
    let sealed = if grace > 0 {
        let sealed = seal_successor(old, successor, &*env.entropy)
            .ok_or_else(|| InternalError::Keys("a successor could not be sealed".to_owned()))?;
        Some(sealed)
    } else {
        None
    };
    let data = json!({"user": family.user, "family": family.id, "client_id": family.client_id});
    Ok(Rotate {
        rotation: Rotation {
            hash: old.hash(),
            successor: sealed,
            now,
        },
        successor: NewRefreshToken {
            hash: successor.hash(),
            family: family.id,
            previous: Some(old.hash()),
            created_at: now,
            expires_at: refresh_expiry(scope, family, now),
        },
        grace,
        idle_seconds: scope.snapshot().policy.session_idle_seconds,
        last_seen: env.seen.pending(family.session),
        event: env.event(EventKind::RefreshTokenRotated, now, context, data),
    })
}

/// What a rotation came to.
enum Rotated {
    /// This call replaced the token.
    Won,
    /// Another call did, a moment ago: here is what it got.
    Again(Sealed),
}

struct Rotate {
    rotation: Rotation,
    successor: NewRefreshToken,
    grace: u32,
    /// The session's idle time, and when it was seen last if that is not written yet.
    idle_seconds: u32,
    last_seen: Option<Timestamp>,
    event: Event,
}

impl Rotate {
    async fn won(
        &self,
        unit: &dyn Unit,
        used: &RefreshToken,
    ) -> Result<Verdict<Result<Rotated, RefreshError>>, StoreError> {
        if !self.is_live(unit, used).await? {
            return Ok(Verdict::Rollback(Err(RefreshError::Invalid)));
        }
        unit.insert_refresh_token(&self.successor).await?;
        // The first use of this token: nobody needs its own sealed copy any more.
        if let Some(previous) = &used.previous {
            unit.erase_successor(previous).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(Rotated::Won)))
    }

    async fn spent(
        &self,
        unit: &dyn Unit,
        used: RefreshToken,
    ) -> Result<Verdict<Result<Rotated, RefreshError>>, StoreError> {
        let now = self.rotation.now;
        let within_grace = used
            .used_at
            .is_some_and(|at| self.grace > 0 && now < at.plus_seconds(self.grace));
        if within_grace
            && let Some(sealed) = &used.successor
            && self.is_live(unit, &used).await?
        {
            return Ok(Verdict::Rollback(Ok(Rotated::Again(sealed.clone()))));
        }
        // Either its holder or a thief has a copy: refuse, and keep the revocation.
        if !unit.end_family(used.family, now).await? {
            return Ok(Verdict::Rollback(Err(RefreshError::Invalid)));
        }
        let event = self
            .event
            .become_kind(EventKind::RefreshTokenReused, self.event.data.clone());
        unit.append_event(&event).await?;
        Ok(Verdict::Commit(Err(RefreshError::Reused)))
    }

    /// Idleness ends the session, and what hangs on it, also where only refresh tokens are used.
    async fn session_is_live(&self, unit: &dyn Unit, id: SessionId) -> Result<bool, StoreError> {
        let now = self.rotation.now;
        let session = unit.find_session_by_id(id, now).await?;
        Ok(session.is_some_and(|session| {
            let seen = self.last_seen.unwrap_or(session.last_seen_at);
            !session.is_over(self.idle_seconds, seen.max(session.last_seen_at), now)
        }))
    }

    /// A registered client must be enabled, and must be given all that it demands. The one of the headless API,
    /// and those of an embedder, are not registered.
    async fn client_may_act(&self, unit: &dyn Unit, family: &Family) -> Result<bool, StoreError> {
        let Ok(client_id) = ClientIdentifier::parse(&family.client_id) else {
            return Ok(true);
        };
        let client = unit.find_client_by_identifier(&client_id).await?;
        Ok(client.is_none_or(|client| client.enabled && client.unmet_demands().is_empty()))
    }

    /// The grant still stands: family, session, client and user.
    async fn is_live(&self, unit: &dyn Unit, token: &RefreshToken) -> Result<bool, StoreError> {
        let Some(family) = unit.find_family(token.family).await? else {
            return Ok(false);
        };
        if family.ended_at.is_some() || family.expires_at <= self.rotation.now {
            return Ok(false);
        }
        if !family.offline_access && !self.session_is_live(unit, family.session).await? {
            return Ok(false);
        }
        if !self.client_may_act(unit, &family).await? {
            return Ok(false);
        }
        let user = unit.find_user(family.user).await?;
        Ok(user.is_some_and(|user| user.status == UserStatus::Active))
    }
}

#[async_trait]
impl Work for Rotate {
    type Out = Result<Rotated, RefreshError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        match unit.rotate_refresh_token(&self.rotation).await? {
            Consumed::Won(used) => self.won(unit, &used).await,
            Consumed::Spent(used) => self.spent(unit, used).await,
            Consumed::Absent => Ok(Verdict::Rollback(Err(RefreshError::Invalid))),
        }
    }
}
