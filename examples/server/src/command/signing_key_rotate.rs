use authnex_core::jose::Algorithm;
use serde_json::json;

use super::{operator, print};
use crate::{config::Config, failure::Failure, open};

/// Makes the next key of one algorithm, or of each, the active one.
pub(super) async fn run(
    config: &Config,
    slug: &str,
    algorithm: Option<&str>,
    as_json: bool,
) -> Result<(), Failure> {
    let algorithm = algorithm.map(parse).transpose()?;
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, slug).await?;
    let active = tenant
        .rotate_signing_keys(algorithm, &operator())
        .await
        .map_err(|error| Failure::Failed(error.to_string()))?;
    let names: Vec<String> = active.iter().map(ToString::to_string).collect();
    let text = format!("{slug} signs with {}", names.join(", "));
    print(as_json, &json!({"tenant": slug, "active": names}), &text)
}

fn parse(text: &str) -> Result<Algorithm, Failure> {
    match text.parse() {
        Ok(algorithm @ (Algorithm::EdDsa | Algorithm::Es256 | Algorithm::Rs256)) => Ok(algorithm),
        Ok(_) | Err(_) => Err(Failure::Configuration(format!(
            "--alg '{text}': say EdDSA, ES256 or RS256"
        ))),
    }
}
