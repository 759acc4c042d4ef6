use super::{
    super::{operator, print},
    view,
};
use crate::{cli::At, config::Config, failure::Failure, open};

/// Issues a key in place of another.
pub(super) async fn run(
    config: &Config,
    (id, overlap): (&str, u32),
    at: &At,
) -> Result<(), Failure> {
    let key = view::id(id)?;
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, &at.tenant).await?;
    let issued = tenant.rotate_api_key(key, overlap, &operator()).await;
    let issued = issued.map_err(view::failure)?;
    print(at.json, &view::issued(&issued), issued.token.expose())
}
