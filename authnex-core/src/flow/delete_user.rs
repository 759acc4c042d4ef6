use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, UserChangeError,
    end_session::end_all,
    last_owner::{is_last_owner, is_own},
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SessionId, TenantScope, Timestamp, UserId},
    store::{StoreError, Unit, Verdict, Work},
};

/// Deletes a user with all that hangs on the user, if the user still is as the caller saw. The trail stays.
pub(crate) async fn delete_user(
    env: &Environment,
    scope: &TenantScope,
    (user, seen_at): (UserId, Option<Timestamp>),
    context: &RequestContext,
) -> Result<(), UserChangeError> {
    if is_own(context, user) {
        return Err(UserChangeError::Own);
    }
    let now = env.now();
    let work = Delete {
        user,
        seen_at,
        event: env.event(EventKind::UserDeleted, now, context, json!({"user": user})),
    };
    for session in env.write(scope, work).await?? {
        env.sessions.end(session, now);
    }
    Ok(())
}

struct Delete {
    user: UserId,
    seen_at: Option<Timestamp>,
    event: Event,
}

#[async_trait]
impl Work for Delete {
    type Out = Result<Vec<SessionId>, UserChangeError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let refused = |error| Ok(Verdict::Rollback(Err(error)));
        let Some(user) = unit.find_user(self.user).await? else {
            return refused(UserChangeError::Unknown);
        };
        if self.seen_at.is_some_and(|seen| seen != user.updated_at) {
            return refused(UserChangeError::Changed);
        }
        if is_last_owner(unit, self.user, self.event.at).await? {
            return refused(UserChangeError::LastOwner);
        }
        let (ended, _) = end_all(unit, self.user, None, self.event.at).await?;
        if !unit.delete_user(self.user).await? {
            return refused(UserChangeError::Unknown);
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(ended)))
    }
}
