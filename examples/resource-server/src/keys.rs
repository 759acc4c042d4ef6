use authnex_core::jose::JwkSet;
use axum::body::{Body, Bytes};
use http_body_util::{BodyExt, Limited};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};

/// More is read of no answer.
const MAX_BYTES: usize = 256 * 1024;

/// Why there are no keys.
#[derive(Debug)]
pub enum FetchError {
    /// The address does not answer, or not with what is wanted.
    Http(String),
    /// Discovery names another issuer, or no keys.
    Discovery(String),
    /// The keys do not do.
    Keys(String),
    /// The verifier's options do not do.
    Verifier(String),
}

impl std::fmt::Display for FetchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Http(text) => write!(f, "the issuer does not answer: {text}"),
            Self::Discovery(text) => write!(f, "discovery: {text}"),
            Self::Keys(text) => write!(f, "keys: {text}"),
            Self::Verifier(text) => write!(f, "verifier: {text}"),
        }
    }
}

impl std::error::Error for FetchError {}

/// Reads discovery, checks that it is the issuer's own (RFC 8414 3.3), and fetches its keys.
///
/// Plain http, as this example runs beside a server on loopback; with an https issuer put a TLS connector in.
///
/// # Errors
/// [`FetchError`] says which step failed.
pub async fn fetch_keys(issuer: &str) -> Result<JwkSet, FetchError> {
    let discovery = get(&format!("{issuer}/.well-known/openid-configuration")).await?;
    let discovery: serde_json::Value = serde_json::from_slice(&discovery)
        .map_err(|error| FetchError::Discovery(error.to_string()))?;
    if discovery.get("issuer").and_then(|value| value.as_str()) != Some(issuer) {
        return Err(FetchError::Discovery("it names another issuer".to_owned()));
    }
    let keys = discovery
        .get("jwks_uri")
        .and_then(|value| value.as_str())
        .ok_or_else(|| FetchError::Discovery("it names no jwks_uri".to_owned()))?;
    JwkSet::from_json(&get(keys).await?).map_err(|error| FetchError::Keys(error.to_string()))
}

async fn get(url: &str) -> Result<Bytes, FetchError> {
    let failed = |error: &dyn std::fmt::Display| FetchError::Http(format!("{url}: {error}"));
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let uri = url
        .parse()
        .map_err(|error: axum::http::uri::InvalidUri| failed(&error))?;
    let response = client.get(uri).await.map_err(|error| failed(&error))?;
    if !response.status().is_success() {
        return Err(failed(&response.status()));
    }
    let body = Limited::new(response.into_body(), MAX_BYTES)
        .collect()
        .await;
    Ok(body.map_err(|error| failed(&error))?.to_bytes())
}
