use async_trait::async_trait;
use serde_json::json;

use super::{Environment, UserChangeError, end_session::end_all, last_owner::is_own};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SessionId, TenantScope, UserId},
    store::{StoreError, Unit, Verdict, Work},
    user::PasswordRow,
};

/// Has the next sign-in by password set another one, and ends what the user is signed in to.
pub(crate) async fn force_password_change(
    env: &Environment,
    scope: &TenantScope,
    user: UserId,
    context: &RequestContext,
) -> Result<(), UserChangeError> {
    // It ends the caller's own session: whoever wants another password sets it in the own profile.
    if is_own(context, user) {
        return Err(UserChangeError::Own);
    }
    let now = env.now();
    let data = json!({"user": user});
    let work = Force {
        user,
        event: env.event(EventKind::PasswordChangeForced, now, context, data),
    };
    for session in env.write(scope, work).await?? {
        env.sessions.end(session, now);
    }
    Ok(())
}

struct Force {
    user: UserId,
    event: Event,
}

#[async_trait]
impl Work for Force {
    type Out = Result<Vec<SessionId>, UserChangeError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let refused = |error| Ok(Verdict::Rollback(Err(error)));
        if unit.find_user(self.user).await?.is_none() {
            return refused(UserChangeError::Unknown);
        }
        let Some(row) = unit.find_password(self.user).await? else {
            return refused(UserChangeError::NoPassword);
        };
        let due = PasswordRow {
            must_change: true,
            ..row.clone()
        };
        if !unit.replace_password(self.user, &row.hash, &due).await? {
            return Err(StoreError::Conflict);
        }
        let (ended, _) = end_all(unit, self.user, None, self.event.at).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(ended)))
    }
}
