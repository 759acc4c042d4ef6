use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Environment, FieldFault, InternalError, MailedProof,
    error::from_internal,
    letter::Letter,
    mailed_proof::{Presented, Proving, Redeemed, address_mark, spend_proofs},
    request_email_change::is_taken,
    sign_in::normal_login,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope, Timestamp, UserId},
    mail::MailKind,
    one_time::OneTimeGrant,
    store::{StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    user::{ChangedUser, Email, User, UserStatus},
};

/// Why the address stays as is.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmEmailError {
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
    /// Meanwhile another account got the address.
    #[error("the e-mail address is taken")]
    Taken,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(ConfirmEmailError);

/// What a link or a code changes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Change {
    /// A mark of the address as it is; empty if there is none. Another change in between makes this one useless.
    from: String,
    /// The address to be.
    to: String,
}

impl Change {
    pub(super) fn of(scope: &TenantScope, user: &User, to: &Email) -> Self {
        Self {
            from: mark(scope, user),
            to: to.as_str().to_owned(),
        }
    }

    pub(super) fn to_text(&self) -> String {
        json!(self).to_string()
    }
}

fn mark(scope: &TenantScope, user: &User) -> String {
    let email = user.email.as_ref();
    email.map_or_else(String::new, |email| address_mark(scope, email))
}

/// The address that a mail waits at to become the user's, if one does.
pub(crate) async fn awaited_address(
    env: &Environment,
    scope: &TenantScope,
    user: &User,
) -> Result<Option<String>, StoreError> {
    let reader = env.store.reader(scope);
    let purpose = Proving::NewAddress.link_purpose();
    let grant = reader
        .find_one_time_of(user.id, &purpose, env.now())
        .await?;
    let change = grant.and_then(|grant| serde_json::from_str::<Change>(&grant.data).ok());
    let stands = change.filter(|change| change.from == mark(scope, user));
    Ok(stands.map(|change| change.to))
}

/// Puts the address that the proof was mailed to in the place of the user's present one; says whose it is.
/// Sessions stay.
pub(crate) async fn confirm_email_change(
    env: &Environment,
    scope: &TenantScope,
    proof: &MailedProof,
    context: &RequestContext,
) -> Result<UserId, ConfirmEmailError> {
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(ConfirmEmailError::Refused);
    }
    let presented = Presented::parse(scope, Proving::NewAddress, proof, context)
        .map_err(ConfirmEmailError::Invalid)?
        .ok_or(ConfirmEmailError::Refused)?;
    let reader = env.store.reader(scope);
    if let Some(until) = presented.locked(&*reader, env.now()).await? {
        return Err(ConfirmEmailError::Locked {
            retry_after_seconds: env.now().seconds_until(until),
        });
    }
    drop(reader);
    let work = Confirm {
        notice: notice(env, scope, &presented, context).await?,
        scope: scope.clone(),
        presented,
        event: env.event(EventKind::EmailChanged, env.now(), context, json!({})),
    };
    let user = env.write(scope, work).await??;
    env.mail_wake.notify_one();
    Ok(user)
}

/// The notice to the address as it is, written before it is certain that there is something to tell.
async fn notice(
    env: &Environment,
    scope: &TenantScope,
    presented: &Presented,
    context: &RequestContext,
) -> Result<Option<(Email, Letter)>, InternalError> {
    let reader = env.store.reader(scope);
    let proving = Proving::NewAddress;
    let grant = presented.peek(&*reader, proving, env.now()).await?;
    let Some(user) = grant.and_then(|grant| grant.user) else {
        return Ok(None);
    };
    let Some(to) = reader.find_user(user).await?.and_then(|user| user.email) else {
        return Ok(None);
    };
    let about = (MailKind::EmailChanged, "sign-in");
    let letter = Letter::notice(env, scope, about, &to, context.language)?;
    Ok(Some((to, letter)))
}

struct Confirm {
    scope: TenantScope,
    presented: Presented,
    notice: Option<(Email, Letter)>,
    event: Event,
}

impl Confirm {
    async fn change(
        &self,
        unit: &dyn Unit,
        grant: &OneTimeGrant,
    ) -> Result<Result<UserId, ConfirmEmailError>, StoreError> {
        let Some((user, to)) = self.found(unit, grant).await? else {
            return Ok(Err(ConfirmEmailError::Refused));
        };
        if is_taken(unit, user.id, &to).await? {
            return Ok(Err(ConfirmEmailError::Taken));
        }
        let now = self.event.at;
        let changed = with_email(&user, to, now);
        if !unit.update_user(&changed).await? {
            return Err(StoreError::Conflict);
        }
        for proving in [Proving::Address, Proving::NewAddress, Proving::Reset] {
            spend_proofs(unit, user.id, proving, now).await?;
        }
        if let Some((to, letter)) = &self.notice
            && user.email.as_ref() == Some(to)
        {
            letter.write(unit, user.id).await?;
        }
        let names = if changed.username == user.username {
            json!(["email"])
        } else {
            json!(["email", "username"])
        };
        let data = json!({"user": user.id, "changed": names});
        let event = self.event.become_kind(self.event.kind, data);
        unit.append_event(&event).await?;
        Ok(Ok(user.id))
    }

    /// Whose address changes, if it is still as it was when the change was asked for, and the address to be.
    async fn found(
        &self,
        unit: &dyn Unit,
        grant: &OneTimeGrant,
    ) -> Result<Option<(User, Email)>, StoreError> {
        let Some(id) = grant.user else {
            return Ok(None);
        };
        let change = serde_json::from_str(&grant.data).ok();
        let user = unit.find_user(id).await?;
        let user = user.filter(|user| user.status == UserStatus::Active);
        Ok(user.zip(change).and_then(|(user, change): (User, Change)| {
            let to = Email::parse(&change.to).ok()?;
            (mark(&self.scope, &user) == change.from).then_some((user, to))
        }))
    }
}

/// The user with another address, which counts as verified. Who signs in by the old one signs in by the new one
/// from now on.
fn with_email(user: &User, to: Email, now: Timestamp) -> ChangedUser {
    let normal = normal_login(&user.username);
    let by_email = user
        .email
        .as_ref()
        .is_some_and(|own| own.normal() == normal);
    let (username, username_normal) = if by_email {
        (to.as_str().to_owned(), to.normal().to_owned())
    } else {
        (user.username.clone(), normal)
    };
    ChangedUser {
        id: user.id,
        username,
        username_normal,
        email: Some(to),
        email_verified: true,
        name: user.name.clone(),
        profile: user.profile.clone(),
        attributes: user.attributes.clone(),
        seen_at: user.updated_at,
        updated_at: now,
    }
}

#[async_trait]
impl Work for Confirm {
    type Out = Result<UserId, ConfirmEmailError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        match self
            .presented
            .redeem(unit, Proving::NewAddress, now)
            .await?
        {
            Redeemed::Won(grant) => Ok(match self.change(unit, &grant).await? {
                Ok(user) => Verdict::Commit(Ok(user)),
                Err(refusal) => Verdict::Rollback(Err(refusal)),
            }),
            Redeemed::Refused => Ok(Verdict::Rollback(Err(ConfirmEmailError::Refused))),
            Redeemed::Locked(until) => Ok(Verdict::Rollback(Err(ConfirmEmailError::Locked {
                retry_after_seconds: now.seconds_until(until),
            }))),
            Redeemed::Wrong => {
                let event = self
                    .event
                    .become_kind(EventKind::EmailChangeRefused, json!({}));
                unit.append_event(&event).await?;
                Ok(Verdict::Commit(Err(ConfirmEmailError::Refused)))
            }
        }
    }
}
