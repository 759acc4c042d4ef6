use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, leave_notices};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SessionId, TenantScope, Timestamp, UserId},
    store::{StoreError, Unit, Verdict, Work},
};

/// Ends one session of a user and the families that hang on it; `false` if it was not live.
pub(crate) async fn end_session(
    env: &Environment,
    scope: &TenantScope,
    (user, session): (UserId, SessionId),
    context: &RequestContext,
) -> Result<bool, InternalError> {
    let now = env.now();
    let data = json!({"user": user, "session": session});
    let work = EndOne {
        user,
        session,
        event: env.event(EventKind::SessionEnded, now, context, data),
    };
    let ended = env.write(scope, work).await?;
    if ended {
        env.session_ended(scope, session, now);
    }
    Ok(ended)
}

struct EndOne {
    user: UserId,
    session: SessionId,
    event: Event,
}

#[async_trait]
impl Work for EndOne {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let now = self.event.at;
        if !unit.end_session(self.user, self.session, now).await? {
            return Ok(Verdict::Rollback(false));
        }
        leave_notices(unit, self.session, now).await?;
        unit.end_families_of_session(self.session, now).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}

/// Ends all sessions of a user but one, and the families that hang on them; says how many.
pub(crate) async fn end_other_sessions(
    env: &Environment,
    scope: &TenantScope,
    (user, keep): (UserId, Option<SessionId>),
    context: &RequestContext,
) -> Result<u64, InternalError> {
    let now = env.now();
    let data = json!({"user": user, "kept": keep});
    let work = EndOthers {
        user,
        keep,
        event: env.event(EventKind::SessionEnded, now, context, data),
    };
    let ended = env.write(scope, work).await?;
    for session in &ended {
        env.session_ended(scope, *session, now);
    }
    Ok(ended.len() as u64)
}

struct EndOthers {
    user: UserId,
    keep: Option<SessionId>,
    event: Event,
}

#[async_trait]
impl Work for EndOthers {
    type Out = Vec<SessionId>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Vec<SessionId>>, StoreError> {
        let now = self.event.at;
        let (ended, families) = end_all(unit, self.user, self.keep, now).await?;
        if ended.is_empty() && families == 0 {
            return Ok(Verdict::Rollback(ended));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(ended))
    }
}

/// Ends a user's sessions but one and the families that hang on any, and leaves a notice for each client that is to be
/// told; the sessions, and how many families.
pub(crate) async fn end_all(
    unit: &dyn Unit,
    user: UserId,
    keep: Option<SessionId>,
    now: Timestamp,
) -> Result<(Vec<SessionId>, u64), StoreError> {
    let ended = unit.end_sessions(user, keep, now).await?;
    for session in &ended {
        leave_notices(unit, *session, now).await?;
    }
    let families = unit.end_families_of_user(user, keep, now).await?;
    Ok((ended, families))
}
