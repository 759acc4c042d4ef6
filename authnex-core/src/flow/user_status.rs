use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, InternalError, UserChangeError,
    end_session::end_all,
    last_owner::{is_last_owner, is_own},
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SessionId, TenantScope, UserId},
    store::{StoreError, Unit, Verdict, Work},
    user::UserStatus,
};

/// Suspends or reactivates a user; `false` if it was so already. A suspension ends every session and family.
pub(crate) async fn set_user_status(
    env: &Environment,
    scope: &TenantScope,
    (user, status): (UserId, UserStatus),
    context: &RequestContext,
) -> Result<bool, InternalError> {
    let now = env.now();
    let data = json!({"user": user, "to": status});
    let work = SetStatus {
        user,
        status,
        event: env.event(EventKind::UserStatusChanged, now, context, data),
    };
    let ended = env.write(scope, work).await?;
    for session in ended.iter().flatten() {
        env.session_ended(scope, *session, now);
    }
    Ok(ended.is_some())
}

/// As [`set_user_status`], as one user does it to another: neither to the own account nor to the last owner.
pub(crate) async fn change_user_status(
    env: &Environment,
    scope: &TenantScope,
    (user, status): (UserId, UserStatus),
    context: &RequestContext,
) -> Result<bool, UserChangeError> {
    if status == UserStatus::Suspended && is_own(context, user) {
        return Err(UserChangeError::Own);
    }
    let now = env.now();
    let data = json!({"user": user, "to": status});
    let work = ChangeStatus(SetStatus {
        user,
        status,
        event: env.event(EventKind::UserStatusChanged, now, context, data),
    });
    let ended = env.write(scope, work).await??;
    for session in ended.iter().flatten() {
        env.sessions.end(*session, now);
    }
    Ok(ended.is_some())
}

struct ChangeStatus(SetStatus);

#[async_trait]
impl Work for ChangeStatus {
    type Out = Result<Option<Vec<SessionId>>, UserChangeError>;

    fn event(&self) -> EventId {
        self.0.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let refused = |error| Ok(Verdict::Rollback(Err(error)));
        let Some(user) = unit.find_user(self.0.user).await? else {
            return refused(UserChangeError::Unknown);
        };
        let suspends = user.status != self.0.status && self.0.status == UserStatus::Suspended;
        if suspends && is_last_owner(unit, user.id, self.0.event.at).await? {
            return refused(UserChangeError::LastOwner);
        }
        Ok(match self.0.run(unit).await? {
            Verdict::Commit(ended) => Verdict::Commit(Ok(ended)),
            Verdict::Rollback(ended) => Verdict::Rollback(Ok(ended)),
        })
    }
}

struct SetStatus {
    user: UserId,
    status: UserStatus,
    event: Event,
}

#[async_trait]
impl Work for SetStatus {
    type Out = Option<Vec<SessionId>>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        if !unit.set_user_status(self.user, self.status, now).await? {
            return Ok(Verdict::Rollback(None));
        }
        let mut ended = Vec::new();
        if self.status == UserStatus::Suspended {
            (ended, _) = end_all(unit, self.user, None, now).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Some(ended)))
    }
}
