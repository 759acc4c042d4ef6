use async_trait::async_trait;
use serde_json::json;

use super::end_session::end_all;
use super::{
    CurrentUser, Environment, FieldFault, InternalError,
    account::Faults,
    error::{from_hash_error, from_internal},
    letter::Letter,
    new_password::{ask_about, keep_former},
    present_password::{PresentPassword, from_not_present},
    reset_password::spend_resets,
    throttling::SignInCounters,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, Secret, SessionId, TenantScope, Timestamp, UserId},
    password::StoredHash,
    store::{StoreError, Unit, Verdict, Work},
    user::{Email, PasswordRow},
};

/// A change of the own password.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// The present password.
    pub current: Secret,
    /// The password to be.
    pub new: Secret,
    /// Whether the user's other sessions end; the policy may end them anyway.
    pub end_other_sessions: bool,
}

/// Why the password stays.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// Too much to do: try again.
    #[error("too much hashing at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The new password does not do.
    #[error("the new password does not do")]
    Invalid(Vec<FieldFault>),
    /// Too many failures.
    #[error("too many failures; try again in {retry_after_seconds} s")]
    Locked {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The present password is another one.
    #[error("the present password is wrong")]
    WrongPassword,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(ChangePasswordError);
from_hash_error!(ChangePasswordError);
from_not_present!(ChangePasswordError);

/// Changes the own password; says which sessions ended.
pub(crate) async fn change_password(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    request: ChangePassword,
    context: &RequestContext,
) -> Result<Vec<SessionId>, ChangePasswordError> {
    let snapshot = scope.snapshot();
    check(scope, who, &request)?;
    let context = context.as_actor(who.actor());
    let data = json!({"user": who.user.id, "session": who.session.id});
    let about = (&context, data.clone());
    let present = PresentPassword::show(env, scope, who, request.current, about).await?;
    let now = env.now();
    ask_about::<ChangePasswordError>(
        env,
        Some((scope, who.user.id)),
        ("new_password", &request.new),
    )
    .await?
    .map_err(ChangePasswordError::Invalid)?;
    let params = snapshot.policy.password_hash;
    let hash = env.passwords.hash(request.new, params).await?;
    let work = Replace {
        scope: scope.clone(),
        user: who.user.id,
        keep: who.session.id,
        old: present.hash,
        new: PasswordRow {
            hash,
            changed_at: now,
            must_change: false,
        },
        end_others: request.end_other_sessions || snapshot.policy.password_change_ends_sessions,
        counters: present.counters,
        notice: {
            let to = who.user.email.as_ref();
            Letter::password_changed(env, scope, to, context.language)?
        },
        event: env.event(EventKind::PasswordChanged, now, &context, data),
    };
    let ended = env.write(scope, work).await??;
    env.mail_wake.notify_one();
    for session in &ended {
        env.session_ended(scope, *session, now);
    }
    Ok(ended)
}

fn check(
    scope: &TenantScope,
    who: &CurrentUser,
    request: &ChangePassword,
) -> Result<(), ChangePasswordError> {
    let snapshot = scope.snapshot();
    let mut faults = Faults::default();
    faults.password(
        "new_password",
        &snapshot.policy,
        &request.new,
        (
            who.user.email.as_ref().map(Email::as_str),
            &snapshot.tenant.name,
        ),
    );
    if request.new.expose() == request.current.expose() {
        faults.add(
            "new_password",
            "unchanged",
            "take another password than the present one",
        );
    }
    faults.or(Some(())).map_err(ChangePasswordError::Invalid)
}

struct Replace {
    scope: TenantScope,
    user: UserId,
    keep: SessionId,
    old: StoredHash,
    new: PasswordRow,
    end_others: bool,
    counters: SignInCounters,
    notice: Option<Letter>,
    event: Event,
}

#[async_trait]
impl Work for Replace {
    type Out = Result<Vec<SessionId>, ChangePasswordError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now: Timestamp = self.event.at;
        if let Some(until) = self.counters.locked(unit, now).await? {
            return Ok(Verdict::Rollback(Err(ChangePasswordError::Locked {
                retry_after_seconds: now.seconds_until(until),
            })));
        }
        keep_former(unit, &self.scope, self.user).await?;
        if !unit
            .replace_password(self.user, &self.old, &self.new)
            .await?
        {
            return Ok(Verdict::Rollback(Err(ChangePasswordError::WrongPassword)));
        }
        self.counters.clear(unit, now).await?;
        spend_resets(unit, self.user, now).await?;
        if let Some(notice) = &self.notice {
            notice.write(unit, self.user).await?;
        }
        let mut ended = Vec::new();
        if self.end_others {
            (ended, _) = end_all(unit, self.user, Some(self.keep), now).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(ended)))
    }
}
