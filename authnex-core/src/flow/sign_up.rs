use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, FieldFault, InternalError,
    account::Faults,
    environment::new_id,
    error::{from_hash_error, from_internal},
    letter::Letter,
    mailed_proof::Proving,
    new_password::ask_about,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, Secret, TenantScope, UserId},
    policy::SignUp,
    port::{BeforeSignUp, Refusal},
    role::{RoleName, SystemRole},
    store::{StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    user::{Attributes, Email, NewUser, PasswordRow, Profile, User, UserStatus},
};

/// Somebody who wants an account.
#[derive(Clone, Debug)]
pub struct NewUserRequest {
    /// The e-mail address, as typed.
    pub email: String,
    /// The password, as typed.
    pub password: Secret,
    /// The shown name.
    pub name: Option<String>,
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// Too much to do: try again.
    #[error("too many sign-ups at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The policy lets nobody sign up.
    #[error("sign-up is closed")]
    Closed,
    /// The policy lets only some domains sign up.
    #[error("addresses of this domain may not sign up")]
    DomainNotAllowed,
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// The policy lets only who is invited sign up.
    #[error("sign-up is by invitation only")]
    InviteOnly,
    /// The application refused.
    #[error("{0}")]
    Refused(String),
    /// The address has an account.
    #[error("there is an account with this e-mail address; sign in instead")]
    Taken,
    /// The tenant is suspended or about to be deleted.
    #[error("this organization is not active")]
    TenantNotActive,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(SignUpError);
from_hash_error!(SignUpError);

impl From<Refusal> for SignUpError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.0)
    }
}

/// Makes an account for whoever asks, if the policy lets them.
pub(crate) async fn sign_up(
    env: &Environment,
    scope: &TenantScope,
    request: NewUserRequest,
    context: &RequestContext,
) -> Result<User, SignUpError> {
    let (email, name) = check(scope, &request)?;
    let slug = &scope.snapshot().tenant.slug;
    env.hooks
        .before_sign_up(BeforeSignUp::new(slug, &email))
        .await?;
    ask_about::<SignUpError>(env, None, ("password", &request.password))
        .await?
        .map_err(SignUpError::Invalid)?;
    let params = scope.snapshot().policy.password_hash;
    let hash = env.passwords.hash(request.password, params).await?;
    let now = env.now();
    let user = NewUser {
        id: new_id!(env, UserId),
        username: email.as_str().to_owned(),
        username_normal: email.normal().to_owned(),
        email: Some(email),
        email_verified: false,
        name,
        profile: Profile::default(),
        attributes: Attributes::default(),
        created_at: now,
    };
    let made = made_user(&user);
    let letter = verification(env, scope, &user, context)?;
    let data = json!({"user": user.id, "by": "sign_up"});
    let work = InsertUser {
        event: env.event(EventKind::UserCreated, now, context, data),
        password: Some(PasswordRow {
            hash,
            changed_at: now,
            must_change: false,
        }),
        roles: RoleName::parse(SystemRole::Member.name())
            .into_iter()
            .collect(),
        letter,
        user,
    };
    match env.write(scope, work).await? {
        Inserted::Made => {
            env.mail_wake.notify_one();
            Ok(made)
        }
        // The member role comes with every tenant.
        Inserted::Taken | Inserted::UnknownRole(_) => Err(SignUpError::Taken),
    }
}

/// The mail that lets the user show that the address is the user's own.
fn verification(
    env: &Environment,
    scope: &TenantScope,
    user: &NewUser,
    context: &RequestContext,
) -> Result<Option<Letter>, InternalError> {
    let letter = |to| {
        let to = (user.id, to);
        Letter::proof(env, scope, Proving::Address, to, context.language)
    };
    user.email.as_ref().map(letter).transpose()
}

fn check(
    scope: &TenantScope,
    request: &NewUserRequest,
) -> Result<(Email, Option<String>), SignUpError> {
    let snapshot = scope.snapshot();
    let policy = &snapshot.policy;
    if snapshot.tenant.state != TenantState::Active {
        return Err(SignUpError::TenantNotActive);
    }
    match policy.sign_up {
        SignUp::Closed => return Err(SignUpError::Closed),
        SignUp::Invite => return Err(SignUpError::InviteOnly),
        SignUp::Open | SignUp::Domain => {}
    }
    let mut faults = Faults::default();
    let email = faults.email(&request.email);
    let name = faults.name(request.name.as_deref());
    faults.password(
        "password",
        policy,
        &request.password,
        (email.as_ref().map(Email::as_str), &snapshot.tenant.name),
    );
    let email = faults.or(email).map_err(SignUpError::Invalid)?;
    let listed = policy
        .allowed_email_domains
        .iter()
        .any(|domain| domain == email.domain());
    if policy.sign_up == SignUp::Domain && !listed {
        return Err(SignUpError::DomainNotAllowed);
    }
    Ok((email, name))
}

/// The user as it will be stored.
pub(crate) fn made_user(new: &NewUser) -> User {
    User {
        id: new.id,
        username: new.username.clone(),
        email: new.email.clone(),
        email_verified: new.email_verified,
        name: new.name.clone(),
        profile: new.profile.clone(),
        attributes: new.attributes.clone(),
        status: UserStatus::Active,
        created_at: new.created_at,
        updated_at: new.created_at,
    }
}

/// What came of making a user.
pub(crate) enum Inserted {
    Made,
    Taken,
    UnknownRole(RoleName),
}

/// Makes a user with password and roles.
pub(crate) struct InsertUser {
    pub(crate) user: NewUser,
    pub(crate) password: Option<PasswordRow>,
    pub(crate) roles: Vec<RoleName>,
    /// A mail to the user.
    pub(crate) letter: Option<Letter>,
    pub(crate) event: Event,
}

#[async_trait]
impl Work for InsertUser {
    type Out = Inserted;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Inserted>, StoreError> {
        if !unit.insert_user(&self.user).await? {
            return Ok(Verdict::Rollback(Inserted::Taken));
        }
        if let Some(password) = &self.password {
            unit.put_password(self.user.id, password).await?;
        }
        for name in &self.roles {
            let Some(role) = unit.find_role(name).await? else {
                return Ok(Verdict::Rollback(Inserted::UnknownRole(name.clone())));
            };
            unit.assign_role(self.user.id, role.id, self.user.created_at)
                .await?;
        }
        if let Some(letter) = &self.letter {
            letter.write(unit, self.user.id).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Inserted::Made))
    }
}
