use authnex_core::flow::NewApiKey;

use super::{
    super::{operator, print},
    view,
};
use crate::{cli::At, config::Config, failure::Failure, open};

const DAY: u32 = 24 * 3600;

/// A key as the command line describes one.
pub(super) struct Wanted {
    pub(super) client: Option<String>,
    pub(super) name: Option<String>,
    pub(super) permissions: Vec<String>,
    pub(super) expires_in_days: Option<u32>,
}

/// Issues a key.
pub(super) async fn run(config: &Config, wanted: Wanted, at: &At) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, &at.tenant).await?;
    let until = |days: u32| authnex.clock().now().plus_seconds(days * DAY);
    let request = NewApiKey {
        client_id: wanted.client,
        name: wanted.name,
        permissions: wanted.permissions,
        expires_at: wanted.expires_in_days.map(until),
        purpose: None,
    };
    let issued = tenant.issue_api_key(request, &operator()).await;
    let issued = issued.map_err(view::failure)?;
    print(at.json, &view::issued(&issued), issued.token.expose())
}
