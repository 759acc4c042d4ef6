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
    keyring::{DataKey, Sealed, SealedPlace},
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
    let id = new_id!(env, TenantId);
    make_imported_tenant(env, facts, Imported::fresh(id), context).await
}

/// A tenant that was one elsewhere.
pub(super) struct Imported {
    pub(super) id: TenantId,
    /// Its data key, wrapped and open, and its signing keys, sealed under it; fresh ones are made without.
    pub(super) sealed: Option<(Sealed, DataKey, Vec<NewSigningKey>)>,
}

impl Imported {
    /// An id alone.
    pub(super) const fn fresh(id: TenantId) -> Self {
        Self { id, sealed: None }
    }
}

/// As [`make_tenant`], with the id and perhaps the keys that the tenant had elsewhere.
pub(super) async fn make_imported_tenant(
    env: &Arc<Environment>,
    facts: TenantFacts,
    imported: Imported,
    context: &RequestContext,
) -> Result<bool, InternalError> {
    let now = facts.made_at;
    let Imported { id, sealed } = imported;
    let (key, kept) = match sealed {
        Some((wrapped, open, keys)) => (Some((wrapped, open)), Some(keys)),
        None => (None, None),
    };
    let scope = new_scope(env, &facts, (id, key))?;
    let owner = facts.owner.as_ref().map(|owner| owner.user.id);
    let data = json!({"tenant": scope.id(), "slug": facts.slug, "owner": owner});
    let work = MakeTenant {
        env: env.clone(),
        roles: system_roles(env, now),
        letter: letter_to(env, &scope, facts.owner.as_ref(), context)?,
        lacks_rsa_keys: kept.is_none(),
        keys: kept.map_or_else(|| first_keys(env, &scope), Ok)?,
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
pub(super) fn data_key_place(tenant: TenantId) -> SealedPlace {
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
    facts: &TenantFacts,
    (id, key): (TenantId, Option<(Sealed, DataKey)>),
) -> Result<TenantScope, InternalError> {
    let (wrapped, data_key) = match key {
        Some(key) => key,
        None => fresh_data_key(env, id)?,
    };
    let tenant = Tenant {
        id,
        slug: facts.slug.clone(),
        name: facts.details.name.clone(),
        plan: facts.details.plan.clone(),
        branding: facts.details.branding.clone(),
        state: TenantState::Active,
        overrides: PolicyOverrides::default(),
        mfa_since: None,
        data_key: wrapped,
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

fn fresh_data_key(env: &Environment, id: TenantId) -> Result<(Sealed, DataKey), InternalError> {
    let key = DataKey::generate(&*env.entropy)
        .ok_or_else(|| InternalError::Keys("a data key could not be made".to_owned()))?;
    let wrapped = env
        .ring
        .seal(&data_key_place(id), key.secret(), &*env.entropy);
    Ok((wrapped, key))
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
    lacks_rsa_keys: bool,
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
            branding: tenant.branding.clone(),
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
            if let Some(letter) = &self.letter {
                letter.write(unit, owner.user.id).await?;
            }
        }
        for key in &self.keys {
            unit.insert_signing_key(key).await?;
        }
        // No spare key, no wait: the worker supplies the tenant as soon as there is one.
        let states = [KeyState::Active, KeyState::Next];
        for state in states.into_iter().filter(|_| self.lacks_rsa_keys) {
            claim_rsa_key(&self.env, &self.scope, unit, state).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
