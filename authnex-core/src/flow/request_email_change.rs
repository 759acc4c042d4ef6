use async_trait::async_trait;
use serde_json::json;

use super::{
    CurrentUser, Environment, FieldFault, InternalError,
    account::Faults,
    confirm_email_change::Change,
    error::{from_hash_error, from_internal},
    letter::Letter,
    mailed_proof::{Proving, spend_proofs},
    present_password::{PresentPassword, from_not_present},
    throttling::MailCounters,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, Secret, TenantScope, Timestamp, UserId},
    mail::MailKind,
    one_time::OneTimeGrant,
    password::StoredHash,
    store::{StoreError, Unit, Verdict, Work},
    user::{Email, User},
};

/// A wish for another e-mail address.
#[derive(Clone, Debug)]
pub struct EmailChange {
    /// The present password.
    pub current_password: Secret,
    /// The address to be.
    pub email: String,
}

/// Why no mail is on its way to the address to be.
#[derive(Debug, thiserror::Error)]
pub enum EmailChangeError {
    /// Too much to do: try again.
    #[error("too much hashing at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// Too many failures, or too many mails.
    #[error("too many tries; try again in {retry_after_seconds} s")]
    Locked {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// Another account has the address.
    #[error("the e-mail address is taken")]
    Taken,
    /// The present password is another one.
    #[error("the present password is wrong")]
    WrongPassword,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(EmailChangeError);
from_hash_error!(EmailChangeError);
from_not_present!(EmailChangeError);

/// Mails a link and a code to the address to be, and a notice to the present one. Nothing changes before they are
/// used; of several wishes the newest counts.
pub(crate) async fn request_email_change(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    request: EmailChange,
    context: &RequestContext,
) -> Result<(), EmailChangeError> {
    let email = check(&who.user, &request.email).map_err(EmailChangeError::Invalid)?;
    let context = context.as_actor(who.actor());
    let data = json!({"user": who.user.id, "session": who.session.id});
    let about = (&context, data);
    let present = PresentPassword::show(env, scope, who, request.current_password, about).await?;
    let now = env.now();
    let grant = OneTimeGrant {
        user: Some(who.user.id),
        data: Change::of(scope, &who.user, &email).to_text(),
    };
    let proof = (Proving::NewAddress, grant);
    let data = json!({"user": who.user.id, "to": email.as_str()});
    let work = RequestChange {
        user: who.user.id,
        letter: Letter::granting(env, scope, proof, &email, context.language)?,
        notice: notice(env, scope, &who.user, &context)?,
        mails: MailCounters::of(
            scope,
            (Proving::NewAddress.page(), &who.user.id.to_string()),
            &context,
        ),
        email,
        password: present,
        event: env.event(EventKind::EmailChangeRequested, now, &context, data),
    };
    env.write(scope, work).await??;
    env.mail_wake.notify_one();
    Ok(())
}

fn check(user: &User, text: &str) -> Result<Email, Vec<FieldFault>> {
    let mut faults = Faults::default();
    let email = faults.email(text.trim());
    let same = |own: &Email| {
        email
            .as_ref()
            .is_some_and(|new| own.as_str() == new.as_str())
    };
    if user.email.as_ref().is_some_and(same) {
        faults.add(
            "email",
            "email_unchanged",
            "this is your e-mail address already",
        );
    }
    faults.or(email)
}

/// Tells whoever reads the present address, who may not be the one that asks.
fn notice(
    env: &Environment,
    scope: &TenantScope,
    user: &User,
    context: &RequestContext,
) -> Result<Option<Letter>, InternalError> {
    let about = (MailKind::EmailChangeRequested, "forgot-password");
    let to = user.email.as_ref();
    to.map(|to| Letter::notice(env, scope, about, to, context.language))
        .transpose()
}

struct RequestChange {
    user: UserId,
    email: Email,
    password: PresentPassword,
    mails: MailCounters,
    letter: Letter,
    notice: Option<Letter>,
    event: Event,
}

impl RequestChange {
    /// Whether it may not be after all, by what is true inside the unit.
    async fn refusal(&self, unit: &dyn Unit) -> Result<Option<EmailChangeError>, StoreError> {
        let now: Timestamp = self.event.at;
        let locked = |until: Timestamp| EmailChangeError::Locked {
            retry_after_seconds: now.seconds_until(until),
        };
        if let Some(until) = self.password.counters.locked(unit, now).await? {
            return Ok(Some(locked(until)));
        }
        let row = unit.find_password(self.user).await?;
        let same = |hash: &StoredHash| hash.as_str() == self.password.hash.as_str();
        if !row.is_some_and(|row| same(&row.hash)) {
            return Ok(Some(EmailChangeError::WrongPassword));
        }
        if is_taken(unit, self.user, &self.email).await? {
            return Ok(Some(EmailChangeError::Taken));
        }
        let counted = self.mails.count(unit, now).await?;
        if let Some(until) = counted.source_locked.or(counted.account_locked) {
            return Ok(Some(locked(until)));
        }
        Ok(None)
    }
}

/// Whether another user has the address, or signs in by it.
pub(super) async fn is_taken(
    unit: &dyn Unit,
    user: UserId,
    email: &Email,
) -> Result<bool, StoreError> {
    let by_email = unit.find_user_by_email(email.normal()).await?;
    let by_name = unit.find_user_by_username(email.normal()).await?;
    let mut others = [by_email, by_name].into_iter().flatten();
    Ok(others.any(|other| other.id != user))
}

#[async_trait]
impl Work for RequestChange {
    type Out = Result<(), EmailChangeError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        if let Some(refusal) = self.refusal(unit).await? {
            return Ok(Verdict::Rollback(Err(refusal)));
        }
        self.password.counters.clear(unit, self.event.at).await?;
        spend_proofs(unit, self.user, Proving::NewAddress, self.event.at).await?;
        self.letter.write(unit, self.user).await?;
        if let Some(notice) = &self.notice {
            notice.write(unit, self.user).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
