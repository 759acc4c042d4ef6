use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use super::{Environment, FieldFault};
use crate::{
    foundation::{Secret, TenantScope, UserId},
    password::{HashError, PasswordFault, PasswordRules},
    policy::Policy,
    store::{StoreError, Unit},
};

/// Whose new password is looked at: nobody's yet at sign-up.
pub(crate) type Whose<'a> = Option<(&'a TenantScope, UserId)>;

/// What only asking tells of a password that does otherwise: whether it is known from a breach, and whether the user
/// had it before. It takes as many hashes as the policy remembers passwords, outside of any unit.
pub(crate) async fn ask_about<E>(
    env: &Environment,
    whose: Whose<'_>,
    (field, password): (&'static str, &Secret),
) -> Result<Result<(), Vec<FieldFault>>, E>
where
    E: From<HashError> + From<StoreError>,
{
    let fault = if is_breached(env, password).await {
        Some(PasswordFault::Breached)
    } else {
        reused::<E>(env, whose, password).await?
    };
    Ok(match fault {
        None => Ok(()),
        Some(fault) => Err(vec![FieldFault::new(field, fault.code(), fault)]),
    })
}

async fn is_breached(env: &Environment, password: &Secret) -> bool {
    let Some(breached) = &env.breached else {
        return false;
    };
    let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.expose().as_bytes());
    let Ok(sha1) = <&[u8; 20]>::try_from(digest.as_ref()) else {
        return false;
    };
    match breached.contains(sha1).await {
        Ok(known) => known,
        Err(error) => {
            tracing::warn!(%error, "a new password was taken without the list of breached ones");
            false
        }
    }
}

async fn reused<E>(
    env: &Environment,
    whose: Whose<'_>,
    password: &Secret,
) -> Result<Option<PasswordFault>, E>
where
    E: From<HashError> + From<StoreError>,
{
    let Some((scope, user)) = whose else {
        return Ok(None);
    };
    let last = scope.snapshot().policy.password_history;
    if last == 0 {
        return Ok(None);
    }
    let reader = env.store.reader(scope);
    let present = reader.find_password(user).await?.map(|row| row.hash);
    let former = reader.list_former_passwords(user, last - 1).await?;
    drop(reader);
    for hash in present.into_iter().chain(former) {
        match env.passwords.verify(password.clone(), hash).await {
            Ok(true) => return Ok(Some(PasswordFault::Reused(last))),
            // A hash of another system that cannot be verified is no password's.
            Ok(false) | Err(HashError::Failed) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

/// Remembers the password that is about to be replaced, as long as the policy says; call it before, in the same unit.
pub(crate) async fn keep_former(
    unit: &dyn Unit,
    scope: &TenantScope,
    user: UserId,
) -> Result<(), StoreError> {
    let Some(present) = unit.find_password(user).await? else {
        return Ok(());
    };
    let last = scope.snapshot().policy.password_history;
    unit.keep_former_password(user, &present, last.saturating_sub(1))
        .await
}

impl Environment {
    /// The rules on new passwords under a policy.
    pub(crate) fn password_rules(&self, policy: &Policy) -> PasswordRules {
        PasswordRules::of(policy).looking_up_breaches(self.breached.is_some())
    }
}
