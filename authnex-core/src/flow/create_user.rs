use serde_json::json;

use super::{
    Environment, FieldFault, InternalError, NewPassword,
    account::Faults,
    environment::new_id,
    error::{from_hash_error, from_internal},
    new_password::ask_about,
    sign_up::{InsertUser, Inserted, made_user},
};
use crate::{
    event::EventKind,
    foundation::{RequestContext, TenantScope, UserId},
    password::StoredHash,
    policy::Policy,
    role::{RoleName, SystemRole},
    user::{Attributes, Email, NewUser, PasswordRow, Profile, User},
};

/// An account that somebody else makes.
#[derive(Clone, Debug, Default)]
pub struct NewUserByOperator {
    /// The sign-in name; the e-mail address when absent.
    pub username: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether it counts as verified.
    pub email_verified: bool,
    /// The shown name.
    pub name: Option<String>,
    /// What else is known of the person.
    pub profile: Profile,
    /// What the application keeps with the user.
    pub attributes: Attributes,
    /// The password, or its hash from another system.
    pub password: Option<NewPassword>,
    /// Whether the first sign-in must set another password.
    pub must_change_password: bool,
    /// The names of the user's roles; member when empty.
    pub roles: Vec<String>,
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// Too much to do: try again.
    #[error("too much hashing at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// The sign-in name or the address has an account.
    #[error("the sign-in name or e-mail address is taken")]
    Taken,
    /// There is no such role.
    #[error("there is no role '{0}'")]
    UnknownRole(String),
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(CreateUserError);
from_hash_error!(CreateUserError);

/// Makes an account on somebody else's behalf: the policy on sign-up does not apply, that on passwords does.
pub(crate) async fn create_user(
    env: &Environment,
    scope: &TenantScope,
    request: NewUserByOperator,
    context: &RequestContext,
) -> Result<User, CreateUserError> {
    let snapshot = scope.snapshot();
    let rules = (&snapshot.policy, snapshot.tenant.name.as_str());
    let Checked { mut user, imported } =
        check(env, rules, &request).map_err(CreateUserError::Invalid)?;
    let params = snapshot.policy.password_hash;
    let hash = match (request.password, imported) {
        (Some(NewPassword::Plain(password)), _) => {
            ask_about::<CreateUserError>(env, None, ("password", &password))
                .await?
                .map_err(CreateUserError::Invalid)?;
            Some(env.passwords.hash(password, params).await?)
        }
        (_, imported) => imported,
    };
    let now = env.now();
    user.created_at = now;
    let made = made_user(&user);
    let data = json!({"user": user.id, "by": "operator"});
    let work = InsertUser {
        letter: None,
        event: env.event(EventKind::UserCreated, now, context, data),
        password: hash.map(|hash| PasswordRow {
            hash,
            changed_at: now,
            must_change: request.must_change_password,
        }),
        roles: role_names(&request.roles)?,
        user,
    };
    match env.write(scope, work).await? {
        Inserted::Made => Ok(made),
        Inserted::Taken => Err(CreateUserError::Taken),
        Inserted::UnknownRole(name) => Err(CreateUserError::UnknownRole(name.as_str().to_owned())),
    }
}

pub(super) fn role_names(names: &[String]) -> Result<Vec<RoleName>, CreateUserError> {
    if names.is_empty() {
        return Ok(RoleName::parse(SystemRole::Member.name())
            .into_iter()
            .collect());
    }
    names
        .iter()
        .map(|name| RoleName::parse(name).map_err(|_| CreateUserError::UnknownRole(name.clone())))
        .collect()
}

/// A request that does.
pub(crate) struct Checked {
    user: NewUser,
    imported: Option<StoredHash>,
}

/// Checks a request against the rules of a tenant that may not be there yet.
pub(crate) fn check(
    env: &Environment,
    (policy, tenant): (&Policy, &str),
    request: &NewUserByOperator,
) -> Result<Checked, Vec<FieldFault>> {
    let mut faults = Faults::default();
    let email = request.email.as_deref().and_then(|text| faults.email(text));
    let name = faults.name(request.name.as_deref());
    let login = request
        .username
        .as_deref()
        .or_else(|| email.as_ref().map(Email::as_str))
        .unwrap_or_default();
    let (username, username_normal) = faults.login(login);
    let context = (email.as_ref().map(Email::as_str), tenant);
    let imported = request
        .password
        .as_ref()
        .and_then(|password| faults.new_password(policy, password, context));
    faults.facts(&request.profile, Some(&request.attributes));
    let mut profile = Profile::default();
    profile.set(&request.profile);
    let user = NewUser {
        id: new_id!(env, UserId),
        username,
        username_normal,
        email,
        email_verified: request.email_verified,
        name,
        profile,
        attributes: request.attributes.clone(),
        created_at: env.now(),
    };
    faults.or(Some(Checked { user, imported }))
}
