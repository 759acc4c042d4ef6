use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::json;

use super::{
    Door, Environment, Grant, MailedProof, SignInError, SignInStep,
    advance::{Advanced, Course, Step, advance},
    first_proof::{take_over, takes_over},
    mailed_proof::{Presented, Proving, address_mark, spend_proofs},
    sign_in_mail::{SignInGrant, may_sign_in_by_mail},
    standing::Standing,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SessionId, TenantScope, Timestamp, UserId},
    policy::MagicLink,
    sign_in::{EnrolledFactors, Proof, Proofs, VerifiedMailedLink},
    store::{StoreError, Unit, Verdict, Work},
};

/// A sign-in by what was mailed.
#[derive(Clone, Debug)]
pub struct MailedSignIn {
    /// What the mail gave.
    pub proof: MailedProof,
    /// What it is for.
    pub grant: Grant,
}

/// Signs in whoever reads the account's mail, or says what has to be done first.
pub(crate) async fn sign_in_by_mail(
    env: &Environment,
    scope: &TenantScope,
    (request, door): (MailedSignIn, Door),
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !request.grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    let proving = Proving::SignIn;
    let presented = Presented::parse(scope, proving, &request.proof, context)
        .map_err(SignInError::Invalid)?
        .ok_or(SignInError::WrongCode)?;
    count_try(env, scope, &presented, context).await?;
    let reader = env.store.reader(scope);
    let found = presented.peek(&*reader, proving, env.now()).await?;
    let Some((user, grant)) = found.and_then(|grant| SignInGrant::read(&grant)) else {
        drop(reader);
        return Err(refuse(env, scope, presented, context).await?);
    };
    if !may_sign_in_by_mail(&*reader, scope, user).await? {
        return Err(SignInError::WrongCode);
    }
    drop(reader);
    let proof = VerifiedMailedLink::new(user, env.now());
    let step = Arc::new(MailedFactor {
        scope: scope.clone(),
        presented,
        user,
        address: grant.address,
        ended: Mutex::default(),
    });
    let course = Course {
        proofs: Proofs::first(Proof::MailedLink(proof)),
        door,
        step: step.clone(),
        event: None,
        data: json!({"method": "mail"}),
        waits_for: None,
    };
    let advanced = advance(env, scope, course, &request.grant, context).await?;
    for session in step.ended() {
        env.sessions.end(session, env.now());
    }
    match advanced {
        Advanced::To(step) => Ok(step),
        Advanced::StillWaits => Err(SignInError::WrongCode),
    }
}

/// Counts a try at a code in a unit that stays, before it is looked at: of guesses that come at once no more than the
/// limit are looked at.
async fn count_try(
    env: &Environment,
    scope: &TenantScope,
    presented: &Presented,
    context: &RequestContext,
) -> Result<(), SignInError> {
    if matches!(presented, Presented::Link(_)) {
        return Ok(());
    }
    let work = Count {
        counted: Counted::Try,
        presented: presented.clone(),
        event: env.event(
            EventKind::SignInRefused,
            env.now(),
            context,
            json!({"method": "mail"}),
        ),
    };
    match env.write(scope, work).await? {
        Some(until) => Err(SignInError::Locked {
            retry_after_seconds: env.now().seconds_until(until),
        }),
        None => Ok(()),
    }
}

/// Notes a link or a code that is good for nothing.
async fn refuse(
    env: &Environment,
    scope: &TenantScope,
    presented: Presented,
    context: &RequestContext,
) -> Result<SignInError, StoreError> {
    let data = json!({"method": "mail"});
    let work = Count {
        counted: Counted::Wrong,
        presented,
        event: env.event(EventKind::SignInRefused, env.now(), context, data),
    };
    env.write(scope, work).await?;
    Ok(SignInError::WrongCode)
}

enum Counted {
    /// A try that is about to be made. It is no event yet.
    Try,
    /// One that was wrong.
    Wrong,
}

struct Count {
    counted: Counted,
    presented: Presented,
    event: Event,
}

#[async_trait]
impl Work for Count {
    type Out = Option<Timestamp>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        let locked = match self.counted {
            Counted::Try => self.presented.count_try(unit, now).await?,
            Counted::Wrong => {
                self.presented.count_source(unit, now).await?;
                unit.append_event(&self.event).await?;
                None
            }
        };
        Ok(Verdict::Commit(locked))
    }
}

/// Uses link or code up, and takes it as the proof that the address is the user's own.
#[derive(Debug)]
struct MailedFactor {
    scope: TenantScope,
    presented: Presented,
    user: UserId,
    /// Of the address that the mail went to.
    address: String,
    /// The sessions that the last run ended.
    ended: Mutex<Vec<SessionId>>,
}

impl MailedFactor {
    fn ended(&self) -> Vec<SessionId> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *ended)
    }

    /// Whether the mail takes the account over from whoever registered the address. Where it opens nothing without a
    /// second factor, it takes nothing away.
    fn takes_over(&self, standing: &Standing) -> bool {
        let policy = &self.scope.snapshot().policy;
        policy.magic_link == MagicLink::On && takes_over(standing)
    }
}

#[async_trait]
impl Step for MailedFactor {
    fn assume(&self, standing: &mut Standing, _now: Timestamp) {
        if self.takes_over(standing) {
            standing.password = None;
            standing.factors = EnrolledFactors::default();
        }
        standing.user.email_verified |= standing.user.email.is_some();
    }

    async fn take(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        let wrong = Ok(Err(SignInError::WrongCode));
        let used = self.presented.use_up(unit, Proving::SignIn, now).await?;
        if used.is_none_or(|grant| grant.user != Some(self.user)) {
            return wrong;
        }
        let account = unit.find_user(self.user).await?;
        let Some(email) = account.and_then(|user| user.email) else {
            return wrong;
        };
        // The mail proves the address that it was sent to, and no later one.
        if address_mark(&self.scope, &email) != self.address {
            return wrong;
        }
        if !may_sign_in_by_mail(unit, &self.scope, self.user).await? {
            return wrong;
        }
        let standing = Standing::read(unit, &self.scope, self.user).await?;
        if standing.is_some_and(|standing| self.takes_over(&standing)) {
            // Whoever registered the address set it, and nobody has shown to be one with who reads its mail.
            unit.delete_password(self.user).await?;
            let ended = take_over(unit, &self.scope, self.user, now).await?;
            *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = ended;
        }
        unit.set_email_verified(self.user, email.normal(), now)
            .await?;
        spend_proofs(unit, self.user, Proving::SignIn, now).await?;
        Ok(Ok(()))
    }

    fn barred(&self) -> SignInError {
        SignInError::WrongCode
    }
}
