use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;

use super::{
    Door, Environment, FieldFault, Grant, InternalError, SignedIn,
    advance::{Advanced, Course, Step, advance},
    error::{from_hash_error, from_internal},
    refusal::count_refusal,
    throttling::{SignInCounters, counters_of, locked_for},
};
use crate::{
    foundation::{PlainToken, RequestContext, Secret, TenantScope, Timestamp, TokenKind, UserId},
    password::StoredHash,
    policy::SignInMethod,
    sign_in::{Proof, Proofs, RequiredAction, SecondFactorMethod, VerifiedPassword},
    store::{StoreError, Unit},
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
    /// A second factor is wanted.
    SecondFactorRequired {
        /// The handle with which to go on; good for one step and ten minutes.
        flow: PlainToken,
        /// The ways in which it can be given.
        methods: Vec<SecondFactorMethod>,
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
    /// The policy lets nobody sign in this way.
    #[error("this organization lets nobody sign in this way")]
    MethodNotAllowed,
    /// The code is wrong, or was used.
    #[error("the code is wrong, or was used already")]
    WrongCode,
    /// The passkey is unknown here, was not verified, or may not sign in.
    #[error("this passkey was not accepted")]
    PasskeyRefused,
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
    (request, door, trusted): (PasswordSignIn, Door, Option<&str>),
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !request.grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    if !scope.snapshot().policy.allows(SignInMethod::Password) {
        return Err(SignInError::MethodNotAllowed);
    }
    let login = normal_login(&request.login);
    let candidate = find_candidate(env, scope, &login).await?;
    let user = candidate.as_ref().map(|candidate| &candidate.user);
    let counters = counters_of(env, scope, (&login, user), context).await?;
    if let Some(retry_after_seconds) = locked_for(env, scope, &counters, env.now()).await? {
        return Err(SignInError::Locked {
            retry_after_seconds,
        });
    }
    let verified = verify(env, scope, candidate, (&request.password, door)).await?;
    let Some((proof, password)) = verified else {
        let wrong = (counters, "pwd", SignInError::WrongCredentials);
        return Err(count_refusal(env, scope, wrong, context).await?);
    };
    let mut proofs = Proofs::first(proof);
    let trusted = trusted.map(|text| PlainToken::parse(TokenKind::TrustedDevice, text));
    if let Some(Ok(token)) = trusted {
        proofs = proofs.in_trusted_browser(&token.hash());
    }
    let course = Course {
        proofs,
        door,
        step: Arc::new(FirstFactor { counters, password }),
        event: None,
        data: json!({"method": "pwd"}),
        waits_for: None,
    };
    match advance(env, scope, course, &request.grant, context).await? {
        Advanced::To(step) => Ok(step),
        Advanced::StillWaits => Err(SignInError::WrongCredentials),
    }
}

struct Candidate {
    user: User,
    password: PasswordRow,
}

/// A right password: the row that it was checked against, and its hash at today's cost if that is another.
#[derive(Debug)]
struct RightPassword {
    user: UserId,
    row: PasswordRow,
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
) -> Result<Option<(Proof, RightPassword)>, SignInError> {
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
    let proof = VerifiedPassword::new(user.id, env.now(), row.changed_at);
    let password = RightPassword {
        user: user.id,
        row,
        upgraded,
    };
    Ok(Some((Proof::Password(proof), password)))
}

/// Finds account and source unlocked and the password the same, and upgrades its hash.
#[derive(Debug)]
struct FirstFactor {
    counters: SignInCounters,
    password: RightPassword,
}

#[async_trait]
impl Step for FirstFactor {
    async fn take(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        // Parallel guesses are in flight while the lock falls: the right one among them is refused too.
        if let Some(until) = self.counters.locked(unit, now).await? {
            return Ok(Err(SignInError::Locked {
                retry_after_seconds: now.seconds_until(until),
            }));
        }
        let RightPassword {
            user,
            row,
            upgraded,
        } = &self.password;
        let present = unit.find_password(*user).await?;
        if present.is_none_or(|present| present.hash.as_str() != row.hash.as_str()) {
            return Ok(Err(SignInError::WrongCredentials));
        }
        if let Some(upgraded) = upgraded {
            let new = PasswordRow {
                hash: upgraded.clone(),
                ..row.clone()
            };
            unit.replace_password(*user, &row.hash, &new).await?;
        }
        Ok(Ok(()))
    }

    fn barred(&self) -> SignInError {
        SignInError::WrongCredentials
    }
}
