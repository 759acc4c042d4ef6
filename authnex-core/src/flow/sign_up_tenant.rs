use std::sync::Arc;

use super::{
    Environment, FieldFault, InternalError,
    account::Faults,
    environment::new_id,
    error::{from_hash_error, from_internal},
    make_tenant::{Owner, TenantFacts, make_tenant},
    new_password::ask_about,
};
use crate::{
    foundation::{RequestContext, Secret, Timestamp, UserId},
    port::{BeforeSignUp, Refusal},
    tenant::{Branding, PlanName, Slug, TenantDetails},
    user::{Attributes, Email, NewUser, PasswordRow, Profile},
};

/// Somebody who wants a tenant.
#[derive(Clone, Debug)]
pub struct NewTenantRequest {
    /// The organization identifier, as typed.
    pub slug: String,
    /// The organization's shown name.
    pub name: String,
    /// The owner's e-mail address.
    pub email: String,
    /// The owner's password.
    pub password: Secret,
    /// The owner's shown name.
    pub owner_name: Option<String>,
}

/// Why there is no tenant.
#[derive(Debug, thiserror::Error)]
pub enum SignUpTenantError {
    /// Too much to do: try again.
    #[error("too many sign-ups at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// The application refused.
    #[error("{0}")]
    Refused(String),
    /// The organization identifier is in use, or was.
    #[error("this organization identifier is taken")]
    SlugTaken,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(SignUpTenantError);
from_hash_error!(SignUpTenantError);

impl From<Refusal> for SignUpTenantError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.0)
    }
}

struct Checked {
    slug: Slug,
    name: String,
    email: Email,
    owner_name: Option<String>,
}

fn check(env: &Environment, request: &NewTenantRequest) -> Result<Checked, SignUpTenantError> {
    let mut faults = Faults::default();
    let slug = Slug::parse(&request.slug)
        .map_err(|error| faults.add("slug", error.code(), error))
        .ok();
    let name = faults.name(Some(&request.name));
    if name.is_none() {
        faults.add("name", "name_missing", "give the organization a name");
    }
    let owner_name = faults.name(request.owner_name.as_deref());
    let email = faults.email(&request.email);
    faults.password(
        "password",
        &env.platform_policy,
        &request.password,
        (email.as_ref().map(Email::as_str), &request.name),
    );
    let all = match (slug, name, email) {
        (Some(slug), Some(name), Some(email)) => Some(Checked {
            slug,
            name,
            email,
            owner_name,
        }),
        _ => None,
    };
    faults.or(all).map_err(SignUpTenantError::Invalid)
}

/// Makes a tenant with its roles, keys and owner, in one unit.
pub(crate) async fn sign_up_tenant(
    env: &Arc<Environment>,
    request: NewTenantRequest,
    context: &RequestContext,
) -> Result<(Slug, UserId), SignUpTenantError> {
    let checked = check(env, &request)?;
    env.hooks
        .before_sign_up(BeforeSignUp::new(&checked.slug, &checked.email))
        .await?;
    ask_about::<SignUpTenantError>(env, None, ("password", &request.password))
        .await?
        .map_err(SignUpTenantError::Invalid)?;
    let params = env.platform_policy.password_hash;
    let hash = env.passwords.hash(request.password, params).await?;
    let now = env.now();
    let slug = checked.slug.clone();
    let owner = new_owner(env, &checked, now);
    let user = owner.id;
    let facts = TenantFacts {
        slug: checked.slug,
        details: TenantDetails {
            name: checked.name,
            plan: PlanName::default(),
            branding: Branding::default(),
        },
        owner: Some(Owner {
            user: owner,
            password: PasswordRow {
                hash,
                changed_at: now,
                must_change: false,
            },
        }),
        made_at: now,
    };
    if make_tenant(env, facts, context).await? {
        env.mail_wake.notify_one();
        Ok((slug, user))
    } else {
        Err(SignUpTenantError::SlugTaken)
    }
}

fn new_owner(env: &Environment, checked: &Checked, now: Timestamp) -> NewUser {
    NewUser {
        id: new_id!(env, UserId),
        username: checked.email.as_str().to_owned(),
        username_normal: checked.email.normal().to_owned(),
        email: Some(checked.email.clone()),
        email_verified: false,
        name: checked.owner_name.clone(),
        profile: Profile::default(),
        attributes: Attributes::default(),
        created_at: now,
    }
}
