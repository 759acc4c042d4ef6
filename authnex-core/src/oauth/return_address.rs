use super::{Parameters, Refusal, ResponseMode, redirect::is_redirect_uri};
use crate::client::Client;

/// Where an authorization response goes: a redirect URI that is known to be the client's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnAddress {
    /// The redirect URI.
    pub uri: String,
    /// Whether the request named it: the token request must then name the same, or none.
    pub was_named: bool,
    /// How the response travels.
    pub mode: ResponseMode,
    /// The client's state, to be sent back as it came.
    pub state: Option<String>,
}

impl ReturnAddress {
    /// The longest state, in bytes.
    const MAX_STATE: usize = 2_048;

    /// The address that a request names; without one there is nowhere to send even an error.
    ///
    /// # Errors
    /// [`Refusal`] for the user's own eyes.
    pub fn read(client: &Client, parameters: &Parameters) -> Result<Self, Refusal> {
        if parameters.repeats("redirect_uri") {
            return Err(Refusal::request("redirect_uri stands more than once"));
        }
        let named = parameters.get("redirect_uri");
        let uri = match (named, client.metadata.redirect_uris.as_slice()) {
            (Some(named), _) if is_redirect_uri(client, named) => named,
            (Some(_), _) => {
                return Err(Refusal::request(
                    "redirect_uri is not one that this client has registered",
                ));
            }
            (None, [only]) if !is_openid(parameters) => only.as_str(),
            (None, _) => return Err(Refusal::request("redirect_uri is missing")),
        };
        let mode = parameters
            .get("response_mode")
            .and_then(ResponseMode::parse);
        let state = parameters.get("state");
        Ok(Self {
            uri: uri.to_owned(),
            was_named: named.is_some(),
            mode: mode.unwrap_or_default(),
            state: state
                .filter(|text| text.len() <= Self::MAX_STATE && !parameters.repeats("state"))
                .map(str::to_owned),
        })
    }

    pub(super) fn check_state(&self, parameters: &Parameters) -> Result<(), Refusal> {
        if parameters.get("state").is_some() && self.state.is_none() {
            return Err(Refusal::request("state is too long"));
        }
        Ok(())
    }
}

/// Whether the request is one of OpenID Connect.
fn is_openid(parameters: &Parameters) -> bool {
    let scope = parameters.get("scope").unwrap_or_default();
    scope.split_ascii_whitespace().any(|word| word == "openid")
}
