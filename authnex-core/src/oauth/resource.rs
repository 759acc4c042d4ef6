use super::{OAuthCode, Parameters, Refusal};
use crate::client::Client;

/// The longest resource, in bytes, and the most of them.
const MAX_BYTES: usize = 512;
const MAX_COUNT: usize = 10;

const REFUSED: Refusal = Refusal::new(
    OAuthCode::InvalidTarget,
    "a resource is an absolute https URI without a fragment",
);

/// RFC 8707 2: an absolute URI without a fragment; here https, or http on a loopback name.
pub(crate) fn is_resource(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else {
        return false;
    };
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    text.len() <= MAX_BYTES
        && !text.contains('#')
        && (url.scheme() == "https" || (url.scheme() == "http" && loopback))
}

/// The resources that a request names, each once.
fn read_resources(parameters: &Parameters) -> Result<Vec<String>, Refusal> {
    let mut resources: Vec<String> = Vec::new();
    for resource in parameters.all("resource") {
        if !is_resource(resource) || resources.len() == MAX_COUNT {
            return Err(REFUSED);
        }
        if !resources.iter().any(|known| known == resource) {
            resources.push(resource.to_owned());
        }
    }
    Ok(resources)
}

/// The resources that a request of a client names, all of which it may ask for.
pub(crate) fn allowed_resources(
    client: &Client,
    parameters: &Parameters,
) -> Result<Vec<String>, Refusal> {
    let allowed = &client.metadata.audiences;
    let asked = read_resources(parameters)?;
    if allowed.is_empty() || asked.iter().all(|resource| allowed.contains(resource)) {
        Ok(asked)
    } else {
        Err(Refusal::new(
            OAuthCode::InvalidTarget,
            "a resource is none that this client may ask for",
        ))
    }
}

/// What a token request may ask for: some of what was granted, all of it when it asks for nothing. Where nothing
/// was named at the authorization, the token's audience is the client's default, and nothing else can be had.
pub(crate) fn narrowed_resources(
    granted: &[String],
    parameters: &Parameters,
) -> Result<Vec<String>, Refusal> {
    let asked = read_resources(parameters)?;
    if asked.is_empty() {
        return Ok(granted.to_vec());
    }
    if asked.iter().all(|resource| granted.contains(resource)) {
        Ok(asked)
    } else {
        Err(Refusal::new(
            OAuthCode::InvalidTarget,
            "a resource was not granted",
        ))
    }
}
