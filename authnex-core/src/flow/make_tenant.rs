use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, InternalError, environment::new_id, key_supply::claim_rsa_key, letter::Letter,
    mailed_proof::Proving,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, RoleId, SigningKeyId, TenantId, TenantScope, Timestamp},
    jose::Algorithm,
    keyring::{DataKey, SealedPlace},
    policy::PolicyOverrides,
    role::{NewRole, Role, RoleKind, RoleName, SystemRole},
    signing_key::{KeyState, NewSigningKey, TenantKeys, generate, seal_row},
    store::{PlatformUnit, PlatformWork, StoreError, Verdict},
    tenant::{NewTenant, Slug, Tenant, TenantDetails, TenantSnapshot, TenantState},
    user::{NewUser, PasswordRow},
};

/// A tenant's first user.
pub(crate) struct Owner {
    pub(crate) user: NewUser,
    pub(crate) password: PasswordRow,
}

/// What a tenant is made of.
pub(crate) struct TenantFacts {
    pub(crate) slug: Slug,
    pub(crate) details: TenantDetails,
    /// A tenant that an operator declares may have none.
    pub(crate) owner: Option<Owner>,
    pub(crate) made_at: Timestamp,
}

/// Makes a tenant with its roles and keys, and its owner if there is one, in one unit; `false` if the slug is
/// taken, or was.
pub(crate) async fn make_tenant(
    env: &Arc<Environment>,
    facts: TenantFacts,
    context: &RequestContext,
) -> Result<bool, InternalError> {
    let now = facts.made_at;
    let scope = new_scope(env, &facts)?;
    let owner = facts.owner.as_ref().map(|owner| owner.user.id);
    let data = json!({"tenant": scope.id(), "slug": facts.slug, "owner": owner});
    let work = MakeTenant {
        env: env.clone(),
        roles: system_roles(env, now),
        keys: first_keys(env, &scope)?,
        letter: letter_to(env, &scope, facts.owner.as_ref(), context)?,
        owner: facts.owner,
        event: env.event(EventKind::TenantCreated, now, context, data),
        scope: scope.clone(),
    };
    Ok(env.write_platform(&scope, work).await?)
}

/// The mail that lets the owner show that the address is the owner's own.
fn letter_to(
    env: &Environment,
    scope: &TenantScope,
    owner: Option<&Owner>,
    context: &RequestContext,
) -> Result<Option<Letter>, InternalError> {
    let user = owner
        .map(|owner| &owner.user)
        .filter(|user| !user.email_verified);
    let Some((id, email)) = user.and_then(|user| Some((user.id, user.email.as_ref()?))) else {
        return Ok(None);
    };
    let letter = Letter::proof(env, scope, Proving::Address, (id, email), context.language)?;
    Ok(Some(letter))
}

/// Where a tenant's wrapped data key stands.
fn data_key_place(tenant: TenantId) -> SealedPlace {
    SealedPlace {
        tenant: Some(tenant),
        table: "authnex_tenant",
        column: "data_key",
        row: tenant.as_uuid(),
    }
}

/// The scope in which the tenant is made: no store knows it yet.
fn new_scope(env: &Environment, facts: &TenantFacts) -> Result<TenantScope, InternalError> {
    let id = new_id!(env, TenantId);
    let data_key = DataKey::generate(&*env.entropy)
        .ok_or_else(|| InternalError::Keys("a data key could not be made".to_owned()))?;
    let tenant = Tenant {
        id,
        slug: facts.slug.clone(),
        name: facts.details.name.clone(),
        plan: facts.details.plan.clone(),
        state: TenantState::Active,
        overrides: PolicyOverrides::default(),
        data_key: env
            .ring
            .seal(&data_key_place(id), data_key.secret(), &*env.entropy),
        version: 1,
        created_at: facts.made_at,
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
    owner: Option<Owner>,
    letter: Option<Letter>,
    event: Event,
}

impl MakeTenant {
    async fn insert_owner(
        &self,
        unit: &dyn PlatformUnit,
        Owner { user, password }: &Owner,
    ) -> Result<(), StoreError> {
        unit.insert_user(user).await?;
        unit.put_password(user.id, password).await?;
        let owns = |role: &&NewRole| role.role.name.as_str() == SystemRole::Owner.name();
        if let Some(role) = self.roles.iter().find(owns) {
            unit.assign_role(user.id, role.role.id, user.created_at)
                .await?;
        }
        Ok(())
    }
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
            plan: tenant.plan.clone(),
            data_key: tenant.data_key.clone(),
            created_at: tenant.created_at,
        };
        if !unit.insert_tenant(&new).await? {
            return Ok(Verdict::Rollback(false));
        }
        for role in &self.roles {
            unit.insert_role(role).await?;
        }
        if let Some(owner) = &self.owner {
            self.insert_owner(unit, owner).await?;
        }
        if let Some(letter) = &self.letter {
            letter.write(unit).await?;
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
