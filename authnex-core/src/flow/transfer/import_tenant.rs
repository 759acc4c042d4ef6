use std::sync::Arc;

use zeroize::Zeroizing;

use super::{facts::SealedFacts, parse::TenantTransfer};
use crate::{
    flow::{
        Environment, InternalError, RoleChangeError, TenantStateError, UpdatePolicyError,
        create_role,
        make_tenant::{Imported, TenantFacts, data_key_place, make_imported_tenant},
        set_tenant_state, update_policy,
    },
    foundation::{RequestContext, TenantId, TenantScope},
    keyring::{DataKey, Sealed},
    policy::PolicyOverrides,
    signing_key::{KeyState, NewSigningKey, SigningKeyRow},
    store::StoreError,
    tenant::{Slug, StateChange, TenantDetails, TenantState},
};

/// Why a document was not imported, or not whole.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Something of the document does not do, or cannot be done. What stands before it is done: import it again to go
    /// on.
    #[error("{path}: {detail}")]
    Failed {
        /// What of the document.
        path: String,
        /// What to do about it; never a secret.
        detail: String,
    },
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(#[from] InternalError),
}

impl ImportError {
    pub(super) fn at(path: impl AsRef<str>, detail: impl ToString) -> Self {
        Self::Failed {
            path: path.as_ref().to_owned(),
            detail: detail.to_string(),
        }
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

/// A tenant that was imported.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ImportedTenant {
    /// Its organization identifier.
    pub slug: Slug,
    /// Its id, the same as before.
    pub id: TenantId,
    /// Its issuer here.
    pub issuer: String,
    /// How many users were made; those of an earlier try not counted.
    pub users: u64,
    /// How many clients were made; those of an earlier try not counted.
    pub clients: u64,
}

/// Makes the tenant with its id; `Ok` too if an earlier try has made it.
pub(crate) async fn make_tenant_of(
    env: &Arc<Environment>,
    transfer: &TenantTransfer,
    stored: Option<TenantId>,
    context: &RequestContext,
) -> Result<(), ImportError> {
    let taken = || {
        let path = format!("{}.slug", transfer.path);
        ImportError::at(path, "this organization identifier is taken here, or was")
    };
    match stored {
        Some(id) if id == transfer.facts.id => return Ok(()),
        Some(_) => return Err(taken()),
        None => {}
    }
    let facts = TenantFacts {
        slug: transfer.slug.clone(),
        details: TenantDetails {
            name: transfer.name.clone(),
            plan: transfer.plan.clone(),
            branding: transfer.branding.clone(),
        },
        owner: None,
        made_at: transfer.facts.created_at,
    };
    let id = transfer.facts.id;
    let imported = match &transfer.facts.sealed {
        None => Imported::fresh(id),
        Some(sealed) => Imported {
            id,
            sealed: Some(opened(env, transfer, sealed)?),
        },
    };
    if make_imported_tenant(env, facts, imported, context).await? {
        Ok(())
    } else {
        Err(taken())
    }
}

/// The data key opens here, or the export is of another ring.
fn opened(
    env: &Environment,
    transfer: &TenantTransfer,
    sealed: &SealedFacts,
) -> Result<(Sealed, DataKey, Vec<NewSigningKey>), ImportError> {
    let path = format!("{}.transfer.sealed", transfer.path);
    let wrapped = Sealed::from_bytes(sealed.data_key.0.clone());
    let place = data_key_place(transfer.facts.id);
    let secret = env.ring.open(&place, &wrapped).map_err(|_| {
        let detail = "the key ring here does not open it: bring the ring along, or export with '--secrets omit'";
        ImportError::at(&path, detail)
    })?;
    let secret = Zeroizing::new(secret);
    let key = secret
        .as_slice()
        .try_into()
        .ok()
        .and_then(DataKey::from_secret)
        .ok_or_else(|| ImportError::at(&path, "the data key is damaged"))?;
    let mut rows = Vec::with_capacity(sealed.signing_keys.len());
    for (position, facts) in sealed.signing_keys.iter().enumerate() {
        let path = format!("{path}.signing_keys[{position}]");
        let state = match (facts.state.as_str(), facts.until) {
            ("active", None) => KeyState::Active,
            ("next", None) => KeyState::Next,
            ("retiring", Some(until)) => KeyState::Retiring { until },
            _ => return Err(ImportError::at(&path, "not a state of a signing key")),
        };
        let algorithm = facts
            .alg
            .parse()
            .map_err(|_| ImportError::at(&path, "not an algorithm that is known here"))?;
        rows.push(NewSigningKey {
            row: SigningKeyRow {
                id: facts.id,
                algorithm,
                state,
                private_key: Sealed::from_bytes(facts.private_key.0.clone()),
                created_at: facts.created_at,
            },
        });
    }
    // As a ring of today wraps it.
    let wrapped = env.ring.seal(&place, &secret, &*env.entropy);
    Ok((wrapped, key, rows))
}

/// Sets the rules; `false` if something else of the tenant was changed meanwhile.
pub(crate) async fn import_rules(
    env: &Environment,
    scope: &TenantScope,
    transfer: &TenantTransfer,
    context: &RequestContext,
) -> Result<bool, ImportError> {
    let wanted = &transfer.policy;
    if *wanted == PolicyOverrides::default() || *wanted == scope.snapshot().tenant.overrides {
        return Ok(true);
    }
    match update_policy(env, scope, wanted.clone(), context).await {
        Ok(()) => Ok(true),
        Err(UpdatePolicyError::Raced) => Ok(false),
        Err(UpdatePolicyError::Internal(error)) => Err(error.into()),
        Err(error) => {
            let path = format!("{}.policy", transfer.path);
            Err(ImportError::at(path, error))
        }
    }
}

/// Makes the tenant's own roles.
pub(crate) async fn import_roles(
    env: &Environment,
    scope: &TenantScope,
    transfer: &TenantTransfer,
    context: &RequestContext,
) -> Result<(), ImportError> {
    for (position, role) in transfer.roles.iter().enumerate() {
        let permissions: Vec<&str> = role.permissions.iter().map(String::as_str).collect();
        let made = create_role(env, scope, (&role.name, &permissions), context).await;
        match made {
            // Of an earlier try.
            Ok(_) | Err(RoleChangeError::Taken) => {}
            Err(RoleChangeError::Internal(error)) => return Err(error.into()),
            Err(error) => {
                let path = format!("{}.roles[{position}]", transfer.path);
                return Err(ImportError::at(path, error));
            }
        }
    }
    Ok(())
}

/// A tenant that was out of service is so here.
pub(crate) async fn finish(
    env: &Environment,
    scope: &TenantScope,
    transfer: &TenantTransfer,
    context: &RequestContext,
) -> Result<(), ImportError> {
    let change = match TenantState::parse(&transfer.facts.state) {
        Some(TenantState::Active) => return Ok(()),
        Some(TenantState::Suspended) => StateChange::Suspend,
        Some(TenantState::DeletionRequested) => StateChange::RequestDeletion,
        None => {
            let path = format!("{}.transfer.state", transfer.path);
            return Err(ImportError::at(path, "not a state of a tenant"));
        }
    };
    match set_tenant_state(env, scope, change, context).await {
        Ok(_) | Err(TenantStateError::NotApplicable { .. }) => Ok(()),
        Err(TenantStateError::Internal(error)) => Err(error.into()),
        Err(error) => Err(ImportError::at(&transfer.path, error)),
    }
}
