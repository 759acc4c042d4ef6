use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, FieldFault, InternalError,
    error::from_internal,
    letter::Letter,
    mailed_proof::{Proving, address_mark},
    sign_in::normal_login,
    sign_in_mail::may_sign_in_by_mail,
    throttling::MailCounters,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope, Timestamp, UserId},
    one_time::OneTimeGrant,
    store::{StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    user::{Email, User, UserStatus},
};

/// Why no mail is on its way. That there is no such account is no reason: it is answered as if there were.
#[derive(Debug, thiserror::Error)]
pub enum MailRequestError {
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// Too many mails were asked for from there.
    #[error("too many mails were asked for; try again in {retry_after_seconds} s")]
    Locked {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(MailRequestError);

/// Sends the mail that lets its reader prove something, if there is such an account.
pub(crate) async fn request_mail(
    env: &Environment,
    scope: &TenantScope,
    proving: Proving,
    login: &str,
    context: &RequestContext,
) -> Result<(), MailRequestError> {
    let grant = |user: UserId, to: &Email| OneTimeGrant {
        user: Some(user),
        data: address_mark(scope, to),
    };
    let asked = Asked {
        proving,
        login,
        grant: &grant,
    };
    send_if_known(env, scope, asked, context).await
}

/// A mail that somebody asked for.
pub(super) struct Asked<'a> {
    pub(super) proving: Proving,
    /// The name, as typed.
    pub(super) login: &'a str,
    /// What link and code stand for.
    pub(super) grant: &'a (dyn Fn(UserId, &Email) -> OneTimeGrant + Send + Sync),
}

/// Sends a mail, if there is such an account. Whether there is one shows neither in the answer nor in the work: for
/// an unknown name the same is rendered, sealed and counted.
pub(super) async fn send_if_known(
    env: &Environment,
    scope: &TenantScope,
    asked: Asked<'_>,
    context: &RequestContext,
) -> Result<(), MailRequestError> {
    let Asked {
        proving,
        login,
        grant,
    } = asked;
    let login = login.trim();
    if login.is_empty() {
        let fault = FieldFault::new("email", "email_missing", "give your e-mail address");
        return Err(MailRequestError::Invalid(vec![fault]));
    }
    let normal = normal_login(login);
    let user = find(env, scope, proving, &normal).await?;
    let recipient = user.as_ref().and_then(|user| user.email.clone());
    let (id, to) = match (&user, recipient) {
        (Some(user), Some(email)) => (user.id, email),
        _ => decoy(env)?,
    };
    let now = env.now();
    let kind = match proving {
        Proving::Address => EventKind::UserEmailVerificationRequested,
        Proving::NewAddress => EventKind::EmailChangeRequested,
        Proving::Reset => EventKind::PasswordResetRequested,
        Proving::SignIn => EventKind::SignInMailRequested,
    };
    let data = json!({"user": user.as_ref().map(|user| user.id)});
    let work = RequestMail {
        proving,
        counters: MailCounters::of(scope, (proving.page(), &normal), context),
        letter: Letter::granting(env, scope, (proving, grant(id, &to)), &to, context.language)?,
        recipient: user.map(|_| (id, to)),
        event: env.event(kind, now, context, data),
    };
    match env.write(scope, work).await? {
        Requested::Sent => env.mail_wake.notify_one(),
        Requested::Nothing => {}
        Requested::Locked(until) => {
            return Err(MailRequestError::Locked {
                retry_after_seconds: now.seconds_until(until),
            });
        }
    }
    Ok(())
}

/// The account that gets the mail.
async fn find(
    env: &Environment,
    scope: &TenantScope,
    proving: Proving,
    login: &str,
) -> Result<Option<User>, StoreError> {
    let reader = env.store.reader(scope);
    // Whose address it is gets the mail, also if it is another user's sign-in name.
    let user = match reader.find_user_by_email(login).await? {
        Some(user) => Some(user),
        None => reader.find_user_by_login(login).await?,
    };
    let active = scope.snapshot().tenant.state == TenantState::Active;
    let Some(user) = user.filter(|user| active && gets_mail(user, proving)) else {
        return Ok(None);
    };
    let may = proving != Proving::SignIn || may_sign_in_by_mail(&*reader, scope, user.id).await?;
    Ok(may.then_some(user))
}

fn gets_mail(user: &User, proving: Proving) -> bool {
    user.status == UserStatus::Active
        && user.email.is_some()
        && match proving {
            Proving::Address => !user.email_verified,
            // Nobody but the signed-in user asks for it.
            Proving::NewAddress => false,
            Proving::Reset | Proving::SignIn => true,
        }
}

/// Somebody who does not exist, to whom nothing is sent.
fn decoy(env: &Environment) -> Result<(UserId, Email), InternalError> {
    let email = Email::parse("somebody@example.invalid");
    let email = email.map_err(|error| InternalError::Mail(error.to_string()))?;
    Ok((super::environment::new_id!(env, UserId), email))
}

enum Requested {
    Sent,
    Nothing,
    Locked(Timestamp),
}

struct RequestMail {
    proving: Proving,
    counters: MailCounters,
    letter: Letter,
    recipient: Option<(UserId, Email)>,
    event: Event,
}

#[async_trait]
impl Work for RequestMail {
    type Out = Requested;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Requested>, StoreError> {
        let counted = self.counters.count(unit, self.event.at).await?;
        if let Some(until) = counted.source_locked {
            return Ok(Verdict::Rollback(Requested::Locked(until)));
        }
        // More mails than a mailbox should get: nothing is sent, and nobody is told.
        if counted.account_full {
            return Ok(Verdict::Rollback(Requested::Nothing));
        }
        let mut requested = Requested::Nothing;
        if let Some((id, email)) = &self.recipient {
            let user = unit.find_user(*id).await?;
            let same = user.is_some_and(|user| {
                gets_mail(&user, self.proving) && user.email.as_ref() == Some(email)
            });
            if same {
                self.letter.write(unit, *id).await?;
                requested = Requested::Sent;
            }
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(requested))
    }
}
