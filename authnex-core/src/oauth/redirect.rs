use crate::client::{ApplicationType, AuthMethod, Client};

/// Whether this is one of the client's redirect URIs: character by character (RFC 9700 2.1).
///
/// The one exception is a loopback address of an application on the user's own device, whose port may be any
/// (RFC 8252 7.3); path and query are still exact.
pub(crate) fn is_redirect_uri(client: &Client, presented: &str) -> bool {
    let metadata = &client.metadata;
    let on_device = metadata.application_type == ApplicationType::Native
        || metadata.token_endpoint_auth_method == AuthMethod::None;
    metadata.redirect_uris.iter().any(|registered| {
        registered == presented || (on_device && is_same_but_for_port(registered, presented))
    })
}

fn is_same_but_for_port(registered: &str, presented: &str) -> bool {
    match (after_port(registered), after_port(presented)) {
        (Some(registered), Some(presented)) => registered == presented,
        _ => false,
    }
}

/// Host and rest of an http URI on a loopback address, without its port.
fn after_port(uri: &str) -> Option<(&'static str, &str)> {
    const HOSTS: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];
    let (host, rest) = HOSTS
        .into_iter()
        .find_map(|host| Some((host, uri.strip_prefix(host)?)))?;
    let rest = match rest.strip_prefix(':') {
        Some(ported) => {
            let end = ported
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(ported.len());
            let (port, rest) = ported.split_at(end);
            port.parse::<u16>().ok().filter(|port| *port != 0)?;
            rest
        }
        None => rest,
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((host, rest))
}
