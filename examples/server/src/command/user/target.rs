use authnex_core::{Authnex, TenantHandle, Workers, user::User};

use crate::{cli::Whom, config::Config, failure::Failure, open};

/// A user that a command names, with what is needed to work on it.
pub(super) struct Target {
    pub(super) tenant: TenantHandle,
    pub(super) user: User,
    // They own what the handle works with.
    _engine: (Authnex, Workers),
}

impl Target {
    pub(super) async fn open(config: &Config, whom: &Whom) -> Result<Self, Failure> {
        let (authnex, workers) = open::engine(config).await?;
        let tenant = open::tenant(&authnex, &whom.at.tenant).await?;
        let user = tenant.find_user(&whom.user).await?.ok_or_else(|| {
            Failure::Failed(format!(
                "there is no user '{}' in {}; see 'authnex user list --tenant {}'",
                whom.user, whom.at.tenant, whom.at.tenant
            ))
        })?;
        Ok(Self {
            tenant,
            user,
            _engine: (authnex, workers),
        })
    }
}
