use async_trait::async_trait;

use super::{Environment, environment::new_id};
use crate::{
    foundation::{EventId, TenantScope},
    store::{PlatformUnit, PlatformWork, StoreError, Verdict},
};

/// The name under which it is remembered.
const BASE_URL: &str = "base_url";

/// The base URL that the installation's issuers were made with.
pub(crate) async fn remembered_base_url(env: &Environment) -> Result<Option<String>, StoreError> {
    env.store
        .platform_reader(&env.platform)
        .remembered(BASE_URL)
        .await
}

/// Remembers the base URL at the first start; another one later changes nothing.
pub(crate) async fn remember_first_base_url(
    env: &Environment,
    scope: &TenantScope,
    url: &str,
) -> Result<(), StoreError> {
    if remembered_base_url(env).await?.is_some() {
        return Ok(());
    }
    remember(env, scope, (url, false)).await
}

/// Takes another base URL for the right one.
pub(crate) async fn accept_base_url(
    env: &Environment,
    scope: &TenantScope,
    url: &str,
) -> Result<(), StoreError> {
    remember(env, scope, (url, true)).await
}

async fn remember(
    env: &Environment,
    scope: &TenantScope,
    (url, replace): (&str, bool),
) -> Result<(), StoreError> {
    let work = Remember {
        event: new_id!(env, EventId),
        url: url.to_owned(),
        replace,
    };
    env.write_platform(scope, work).await
}

struct Remember {
    /// Global tables have no audit trail: the id only names the unit.
    event: EventId,
    url: String,
    replace: bool,
}

#[async_trait]
impl PlatformWork for Remember {
    type Out = ();

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<()>, StoreError> {
        if self.replace {
            unit.remember(BASE_URL, &self.url).await?;
        } else {
            unit.remember_first(BASE_URL, &self.url).await?;
        }
        Ok(Verdict::Commit(()))
    }
}
