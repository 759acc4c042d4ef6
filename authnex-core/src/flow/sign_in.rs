use async_trait::async_trait;
use serde_json::json;

use super::{
    Door, Environment, FieldFault, Grant, InternalError, SignedIn,
    error::{from_hash_error, from_internal},
    next_step::{Prepared, lacks_verified_email, prepare_step},
    throttling::{SignInCounters, locked_for},
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, PlainToken, RequestContext, Secret, TenantScope, Timestamp, UserId},
    password::StoredHash,
    sign_in::{Proof, Proofs, RequiredAction, VerifiedPassword},
    store::{StoreError, Unit, Verdict, Work},
    user::{Email, PasswordRow, User, UserStatus},
};

/// A sign-in by password.
#[derive(Clone, Debug)]
pub struct PasswordSignIn {
    /// The sign-in name or e-mail address, as typed.
    pub login: String,
    /// The password, as typed.
    pub password: Secret,
    /// What it is for.
    pub grant: Grant,
}

/// What comes after a right password.
#[derive(Debug)]
pub enum SignInStep {
    /// Something has to be done first.
    ActionRequired {
        /// The handle with which to go on; good for one step and ten minutes.
        flow: PlainToken,
        /// What has to be done.
        action: RequiredAction,
    },
    /// The session is open.
    SignedIn(SignedIn),
}

/// Why a sign-in goes no further. A stranger learns nothing from it: an unknown tenant or user, a suspended
/// one, and a wrong password are one answer.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Too much to do: try again.
    #[error("too many sign-ins at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The handle was used, has expired, or is of another tenant.
    #[error("this sign-in is over; begin again")]
    FlowUnknown,
    /// What the step was given does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// The resource is no absolute https URI without a fragment (RFC 8707 2, `invalid_target`).
    #[error("the resource must be an absolute https URI without a fragment")]
    InvalidTarget,
    /// Too many failures.
    #[error("too many failures; try again in {retry_after_seconds} s")]
    Locked {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// Name and password do not go together.
    #[error("the name or the password is wrong")]
    WrongCredentials,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(SignInError);
from_hash_error!(SignInError);

/// A name as it is counted and looked up: an e-mail address in normal form, anything else in lower case.
pub(crate) fn normal_login(login: &str) -> String {
    Email::parse(login).map_or_else(
        |_| {
            login
                .trim()
                .chars()
                .take(254)
                .collect::<String>()
                .to_lowercase()
        },
        |email| email.normal().to_owned(),
    )
}

/// Signs a user in by password through a door, or says what has to be done first.
pub(crate) async fn sign_in(
    env: &Environment,
    scope: &TenantScope,
    (request, door): (PasswordSignIn, Door),
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !request.grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    let login = normal_login(&request.login);
    let counters = SignInCounters::of(scope, &login, context);
    if let Some(retry_after_seconds) = locked_for(env, scope, &counters, env.now()).await? {
        return Err(SignInError::Locked {
            retry_after_seconds,
        });
    }
    let candidate = find_candidate(env, scope, &login).await?;
    let Some(verified) = verify(env, scope, candidate, (&request.password, door)).await? else {
        return Err(refuse(env, scope, counters, context).await?);
    };
    let step = prepare(env, scope, &verified, &request.grant, context).await?;
    finish(env, scope, (verified, counters), step, context).await
}

struct Candidate {
    user: User,
    password: PasswordRow,
}

/// A right password, with what it was checked against.
struct Verified {
    door: Door,
    proofs: Proofs,
    user: UserId,
    password: PasswordRow,
    lacks_verified_email: bool,
    upgraded: Option<StoredHash>,
}

async fn find_candidate(
    env: &Environment,
    scope: &TenantScope,
    login: &str,
) -> Result<Option<Candidate>, StoreError> {
    let reader = env.store.reader(scope);
    let Some(user) = reader.find_user_by_login(login).await? else {
        return Ok(None);
    };
    let password = reader.find_password(user.id).await?;
    Ok(password.map(|password| Candidate { user, password }))
}

/// One hash's work whoever asks: a name that does not exist costs what one that exists costs.
async fn verify(
    env: &Environment,
    scope: &TenantScope,
    candidate: Option<Candidate>,
    (password, door): (&Secret, Door),
) -> Result<Option<Verified>, SignInError> {
    let snapshot = scope.snapshot();
    let params = snapshot.policy.password_hash;
    let Some(Candidate {
        user,
        password: row,
    }) = candidate
    else {
        env.passwords.verify_dummy(password.clone(), params).await?;
        return Ok(None);
    };
    let right = env
        .passwords
        .verify(password.clone(), row.hash.clone())
        .await?;
    if !right || user.status != UserStatus::Active {
        return Ok(None);
    }
    if !door
        .lets_in(&*env.store.reader(scope), scope, user.id)
        .await?
    {
        return Ok(None);
    }
    let upgraded = if row.hash.needs_rehash(&params) {
        // An upgrade that finds no room now is made up for at the next sign-in.
        env.passwords.hash(password.clone(), params).await.ok()
    } else {
        None
    };
    let proof = Proof::Password(VerifiedPassword::new(user.id, env.now()));
    Ok(Some(Verified {
        door,
        proofs: Proofs::first(proof),
        user: user.id,
        lacks_verified_email: lacks_verified_email(&snapshot.policy, &user),
        password: row,
        upgraded,
    }))
}

async fn refuse(
    env: &Environment,
    scope: &TenantScope,
    counters: SignInCounters,
    context: &RequestContext,
) -> Result<SignInError, StoreError> {
    let now = env.now();
    let event = env.event(
        EventKind::SignInRefused,
        now,
        context,
        json!({"method": "pwd"}),
    );
    env.write(
        scope,
        CountRefusal {
            counters,
            event,
            now,
        },
    )
    .await
}

struct CountRefusal {
    counters: SignInCounters,
    event: Event,
    now: Timestamp,
}

#[async_trait]
impl Work for CountRefusal {
    type Out = SignInError;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<SignInError>, StoreError> {
        self.counters.count(unit, self.now).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(SignInError::WrongCredentials))
    }
}

async fn prepare(
    env: &Environment,
    scope: &TenantScope,
    verified: &Verified,
    grant: &Grant,
    context: &RequestContext,
) -> Result<(Prepared, SignInStep), InternalError> {
    let action = if verified.password.must_change {
        Some(RequiredAction::ChangePassword)
    } else if verified.lacks_verified_email {
        Some(RequiredAction::VerifyEmail)
    } else {
        None
    };
    prepare_step(env, scope, (&verified.proofs, action), grant, context).await
}

async fn finish(
    env: &Environment,
    scope: &TenantScope,
    (verified, counters): (Verified, SignInCounters),
    (prepared, step): (Prepared, SignInStep),
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    let now = env.now();
    let mut data = json!({"user": verified.user, "method": "pwd"});
    if let (SignInStep::SignedIn(signed_in), Some(data)) = (&step, data.as_object_mut()) {
        data.insert("session".to_owned(), json!(signed_in.session.id));
    }
    let work = OpenSession {
        scope: scope.clone(),
        event: env.event(prepared.event(), now, context, data),
        verified,
        counters,
        prepared,
        now,
    };
    env.write(scope, work).await?.map(|()| step)
}

/// Finds everything as it was, and opens the session or stores the sign-in that waits.
struct OpenSession {
    scope: TenantScope,
    verified: Verified,
    counters: SignInCounters,
    prepared: Prepared,
    event: Event,
    now: Timestamp,
}

impl OpenSession {
    /// Parallel guesses are in flight while the lock falls: the right one among them is refused too.
    async fn locked(&self, unit: &dyn Unit) -> Result<Option<SignInError>, StoreError> {
        let locked = self.counters.locked(unit, self.now).await?;
        Ok(locked.map(|until| SignInError::Locked {
            retry_after_seconds: self.now.seconds_until(until),
        }))
    }

    async fn still_holds(&self, unit: &dyn Unit) -> Result<bool, StoreError> {
        let user = unit.find_user(self.verified.user).await?;
        let password = unit.find_password(self.verified.user).await?;
        let active = user.is_some_and(|user| {
            let opens = self.prepared.opens();
            user.status == UserStatus::Active
                && !(opens && lacks_verified_email(&self.scope.snapshot().policy, &user))
        });
        let same =
            password.is_some_and(|row| row.hash.as_str() == self.verified.password.hash.as_str());
        Ok(active
            && same
            && self
                .verified
                .door
                .lets_in(unit, &self.scope, self.verified.user)
                .await?)
    }
}

#[async_trait]
impl Work for OpenSession {
    type Out = Result<(), SignInError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        if let Some(locked) = self.locked(unit).await? {
            return Ok(Verdict::Rollback(Err(locked)));
        }
        if !self.still_holds(unit).await? {
            return Ok(Verdict::Rollback(Err(SignInError::WrongCredentials)));
        }
        self.counters.clear(unit).await?;
        if let Some(upgraded) = &self.verified.upgraded {
            let old = &self.verified.password;
            let row = PasswordRow {
                hash: upgraded.clone(),
                ..old.clone()
            };
            unit.replace_password(self.verified.user, &old.hash, &row)
                .await?;
        }
        self.prepared.write(unit).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
