use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, FieldFault, InternalError,
    account::Faults,
    environment::new_id,
    error::{from_hash_error, from_internal},
    key_supply::claim_rsa_key,
};
use crate::{
    event::{Event, EventKind},
    foundation::{
        EventId, RequestContext, RoleId, Secret, SigningKeyId, TenantId, TenantScope, Timestamp,
        UserId,
    },
    jose::Algorithm,
    keyring::{DataKey, SealedPlace},
    policy::PolicyOverrides,
    port::{BeforeSignUp, Refusal},
    role::{NewRole, Role, RoleKind, RoleName, SystemRole},
    signing_key::{KeyState, NewSigningKey, TenantKeys, generate, seal_row},
    store::{PlatformUnit, PlatformWork, StoreError, Verdict},
    tenant::{NewTenant, Slug, Tenant, TenantSnapshot, TenantState},
    user::{Email, NewUser, PasswordRow},
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
    let params = env.platform_policy.password_hash;
    let hash = env.passwords.hash(request.password, params).await?;
    let now = env.now();
    let slug = checked.slug.clone();
    let owner = new_owner(env, &checked, now);
    let user = owner.id;
    let scope = new_scope(env, &checked, now)?;
    let data = json!({"tenant": scope.id(), "slug": slug, "owner": user});
    let work = MakeTenant {
        env: env.clone(),
        roles: system_roles(env, now),
        keys: first_keys(env, &scope)?,
        password: PasswordRow {
            hash,
            changed_at: now,
            must_change: false,
        },
        event: env.event(EventKind::TenantCreated, now, context, data),
        scope: scope.clone(),
        owner,
    };
    if env.write_platform(&scope, work).await? {
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
        created_at: now,
    }
}

/// Where a tenant's wrapped data key stands.
pub(crate) fn data_key_place(tenant: TenantId) -> SealedPlace {
    SealedPlace {
        tenant: Some(tenant),
        table: "authnex_tenant",
        column: "data_key",
        row: tenant.as_uuid(),
    }
}

/// The scope in which the tenant is made: no store knows it yet.
fn new_scope(
    env: &Environment,
    checked: &Checked,
    now: Timestamp,
) -> Result<TenantScope, InternalError> {
    let id = new_id!(env, TenantId);
    let data_key = DataKey::generate(&*env.entropy)
        .ok_or_else(|| InternalError::Keys("a data key could not be made".to_owned()))?;
    let tenant = Tenant {
        id,
        slug: checked.slug.clone(),
        name: checked.name.clone(),
        state: TenantState::Active,
        overrides: PolicyOverrides::default(),
        data_key: env
            .ring
            .seal(&data_key_place(id), data_key.secret(), &*env.entropy),
        version: 1,
        created_at: now,
    };
    Ok(TenantScope::of(TenantSnapshot {
        tenant,
        issuer: String::new(),
        policy: env.platform_policy.clone(),
        roles: HashMap::new(),
        permissions: BTreeSet::new(),
        keys: TenantKeys::none(),
        verifier: None,
        data_key,
    }))
}

fn system_roles(env: &Environment, now: Timestamp) -> Vec<NewRole> {
    let role = |system: SystemRole| {
        Some(NewRole {
            role: Role {
                id: new_id!(env, RoleId),
                name: RoleName::parse(system.name()).ok()?,
                kind: RoleKind::System,
                permissions: system.permissions(),
            },
            created_at: now,
        })
    };
    SystemRole::ALL.into_iter().filter_map(role).collect()
}

/// An active and a next key of every algorithm that is quick to make; RSA keys are claimed inside the unit.
fn first_keys(env: &Environment, scope: &TenantScope) -> Result<Vec<NewSigningKey>, InternalError> {
    let mut keys = Vec::new();
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        for state in [KeyState::Active, KeyState::Next] {
            let material = generate(algorithm, &*env.entropy)?;
            let facts = (new_id!(env, SigningKeyId), state, env.now());
            let data_key = &scope.snapshot().data_key;
            keys.push(seal_row(
                scope.id(),
                data_key,
                &material,
                facts,
                &*env.entropy,
            ));
        }
    }
    Ok(keys)
}

/// Touches global tables: the tenant's slug and the spare keys.
struct MakeTenant {
    env: Arc<Environment>,
    scope: TenantScope,
    roles: Vec<NewRole>,
    keys: Vec<NewSigningKey>,
    owner: NewUser,
    password: PasswordRow,
    event: Event,
}

#[async_trait]
impl PlatformWork for MakeTenant {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<bool>, StoreError> {
        let tenant = &self.scope.snapshot().tenant;
        let new = NewTenant {
            id: tenant.id,
            slug: tenant.slug.clone(),
            name: tenant.name.clone(),
            data_key: tenant.data_key.clone(),
            created_at: tenant.created_at,
        };
        if !unit.insert_tenant(&new).await? {
            return Ok(Verdict::Rollback(false));
        }
        unit.insert_user(&self.owner).await?;
        unit.put_password(self.owner.id, &self.password).await?;
        for role in &self.roles {
            unit.insert_role(role).await?;
            if role.role.name.as_str() == SystemRole::Owner.name() {
                unit.assign_role(self.owner.id, role.role.id, self.owner.created_at)
                    .await?;
            }
        }
        for key in &self.keys {
            unit.insert_signing_key(key).await?;
        }
        // No spare key, no wait: the worker supplies the tenant as soon as there is one.
        for state in [KeyState::Active, KeyState::Next] {
            claim_rsa_key(&self.env, &self.scope, unit, state).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
