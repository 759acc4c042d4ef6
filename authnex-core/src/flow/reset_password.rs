use async_trait::async_trait;
use serde_json::json;

use super::end_session::end_all;
use super::{
    Environment, FieldFault, InternalError, MailedProof,
    account::Faults,
    error::{from_hash_error, from_internal},
    first_proof::take_over,
    letter::Letter,
    mailed_proof::{Presented, Proving, Redeemed, address_mark, spend_proofs},
    new_password::{ask_about, keep_former},
    sign_in::normal_login,
    throttling::SignInCounters,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, Secret, SessionId, TenantScope, UserId},
    one_time::OneTimeGrant,
    store::{StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    user::{Email, PasswordRow, UserStatus},
};

/// A new password for an account whose mail its holder reads.
#[derive(Clone, Debug)]
pub struct ResetPassword {
    /// What the mail gave.
    pub proof: MailedProof,
    /// The password to be.
    pub password: Secret,
}

/// Why the password stays.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// Too much to do: try again.
    #[error("too much hashing at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// Too many wrong codes.
    #[error("too many wrong codes; try again in {retry_after_seconds} s")]
    Locked {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The link or the code is wrong, used, or expired.
    #[error("the link or the code is wrong, was used, or has expired")]
    Refused,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(ResetPasswordError);
from_hash_error!(ResetPasswordError);

/// Sets the password of whoever reads the account's mail.
///
/// A password that does not do leaves link and code good: nothing is consumed before the unit.
pub(crate) async fn reset_password(
    env: &Environment,
    scope: &TenantScope,
    request: ResetPassword,
    context: &RequestContext,
) -> Result<UserId, ResetPasswordError> {
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(ResetPasswordError::Refused);
    }
    let presented = Presented::parse(scope, Proving::Reset, &request.proof, context)
        .map_err(ResetPasswordError::Invalid)?
        .ok_or(ResetPasswordError::Refused)?;
    let reader = env.store.reader(scope);
    if let Some(until) = presented.locked(&*reader, env.now()).await? {
        return Err(ResetPasswordError::Locked {
            retry_after_seconds: env.now().seconds_until(until),
        });
    }
    // Only whoever holds a good proof is told of former passwords.
    let grant = presented.peek(&*reader, Proving::Reset, env.now()).await?;
    let proven = grant.and_then(|grant| grant.user);
    let email = match &presented {
        Presented::Link(_) => {
            let user = proven.ok_or(ResetPasswordError::Refused)?;
            let user = reader.find_user(user).await?;
            user.and_then(|user| user.email)
                .ok_or(ResetPasswordError::Refused)?
        }
        // Who has no account is told what is wrong with the password as well.
        Presented::Code { .. } => Email::parse(request.proof.email.as_deref().unwrap_or_default())
            .map_err(|_| ResetPasswordError::Refused)?,
    };
    drop(reader);
    check(scope, &email, &request.password)?;
    let whose = proven.map(|user| (scope, user));
    ask_about::<ResetPasswordError>(env, whose, ("password", &request.password))
        .await?
        .map_err(ResetPasswordError::Invalid)?;
    let work = prepare(env, scope, (presented, &email), request.password, context).await?;
    let (user, ended) = env.write(scope, work).await??;
    for session in ended {
        env.session_ended(scope, session, env.now());
    }
    env.mail_wake.notify_one();
    Ok(user)
}

fn check(scope: &TenantScope, email: &Email, password: &Secret) -> Result<(), ResetPasswordError> {
    let snapshot = scope.snapshot();
    let mut faults = Faults::default();
    let context = (Some(email.as_str()), snapshot.tenant.name.as_str());
    faults.password("password", &snapshot.policy, password, context);
    faults.or(Some(())).map_err(ResetPasswordError::Invalid)
}

async fn prepare(
    env: &Environment,
    scope: &TenantScope,
    (presented, email): (Presented, &Email),
    password: Secret,
    context: &RequestContext,
) -> Result<Reset, ResetPasswordError> {
    let policy = &scope.snapshot().policy;
    let hash = env.passwords.hash(password, policy.password_hash).await?;
    let now = env.now();
    Ok(Reset {
        scope: scope.clone(),
        presented,
        password: PasswordRow {
            hash,
            changed_at: now,
            must_change: false,
        },
        end_sessions: policy.password_change_ends_sessions,
        notice: Letter::password_changed(env, scope, Some(email), context.language)?,
        event: env.event(EventKind::PasswordReset, now, context, json!({})),
    })
}

struct Reset {
    scope: TenantScope,
    presented: Presented,
    password: PasswordRow,
    end_sessions: bool,
    notice: Option<Letter>,
    event: Event,
}

impl Reset {
    /// Sets the password; whoever reads the account's mail has also shown that the address is the user's own.
    async fn set(
        &self,
        unit: &dyn Unit,
        grant: OneTimeGrant,
    ) -> Result<Option<(UserId, Vec<SessionId>)>, StoreError> {
        let now = self.event.at;
        let Some(id) = grant.user else {
            return Ok(None);
        };
        let user = unit.find_user(id).await?;
        let Some(user) = user.filter(|user| user.status == UserStatus::Active) else {
            return Ok(None);
        };
        let email = user.email.as_ref();
        let Some(email) = email.filter(|email| address_mark(&self.scope, email) == grant.data)
        else {
            return Ok(None);
        };
        let mut ended = take_over(unit, &self.scope, id, now).await?;
        keep_former(unit, &self.scope, id).await?;
        unit.put_password(id, &self.password).await?;
        unit.set_email_verified(id, email.normal(), now).await?;
        spend_resets(unit, id, now).await?;
        // Whoever reads the account's mail is its owner: what strangers did wrong is over.
        for login in [&normal_login(&user.username), email.normal()] {
            SignInCounters::of(&self.scope, login, &self.event.context)
                .unlock(unit)
                .await?;
        }
        if self.end_sessions {
            ended.extend(end_all(unit, id, None, now).await?.0);
        }
        if let Some(notice) = &self.notice {
            notice.write(unit, id).await?;
        }
        Ok(Some((id, ended)))
    }
}

/// No link or code that was sent before a password was set outlives it: neither one that sets another password, nor
/// one that takes the account's mail elsewhere. Neither does any trust in a browser.
pub(crate) async fn spend_resets(
    unit: &dyn Unit,
    user: UserId,
    now: crate::foundation::Timestamp,
) -> Result<(), StoreError> {
    unit.delete_trusted_devices(user).await?;
    spend_proofs(unit, user, Proving::Reset, now).await?;
    spend_proofs(unit, user, Proving::NewAddress, now).await
}

#[async_trait]
impl Work for Reset {
    type Out = Result<(UserId, Vec<SessionId>), ResetPasswordError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        match self.presented.redeem(unit, Proving::Reset, now).await? {
            Redeemed::Won(grant) => {
                let Some((user, ended)) = self.set(unit, grant).await? else {
                    return Ok(Verdict::Rollback(Err(ResetPasswordError::Refused)));
                };
                let data = json!({"user": user});
                let event = self.event.become_kind(self.event.kind, data);
                unit.append_event(&event).await?;
                Ok(Verdict::Commit(Ok((user, ended))))
            }
            Redeemed::Refused => Ok(Verdict::Rollback(Err(ResetPasswordError::Refused))),
            Redeemed::Locked(until) => Ok(Verdict::Rollback(Err(ResetPasswordError::Locked {
                retry_after_seconds: now.seconds_until(until),
            }))),
            Redeemed::Wrong => {
                let kind = EventKind::PasswordResetRefused;
                let event = self.event.become_kind(kind, json!({}));
                unit.append_event(&event).await?;
                Ok(Verdict::Commit(Err(ResetPasswordError::Refused)))
            }
        }
    }
}
