use url::{Host, Url};

use super::ApplicationType;

/// The longest URI that is stored, in bytes.
const MAX_LENGTH: usize = 2048;

/// Whether a host is a loopback name or address.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// What holds for every URI: absolute, written as it will be compared, without what hides a host.
fn parse(text: &str) -> Result<Url, &'static str> {
    if text.len() > MAX_LENGTH {
        return Err("a URI has at most 2048 characters");
    }
    // A browser drops or turns these, so that what was compared is not where it goes.
    let odd = |c: char| !c.is_ascii_graphic() || matches!(c, '\\' | '"' | '<' | '>' | '`');
    if text.chars().any(odd) {
        return Err("a URI has visible ASCII characters only, no blanks and no backslash");
    }
    let url = Url::parse(text).map_err(|_| "this is no absolute URI")?;
    // 'https:host' and 'https:///host' are mended by browsers, each in its own way.
    let rest = text.get(url.scheme().len()..).unwrap_or_default();
    let mended = !rest.starts_with("://") || rest.starts_with(":///");
    if matches!(url.scheme(), "http" | "https") && mended {
        return Err("write http and https URIs with two slashes before the host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a URI here names no user and no password");
    }
    Ok(url)
}

/// A page or endpoint: https, or http on a loopback name of a loopback installation.
pub(crate) fn web(text: &str, loopback: bool) -> Result<(), &'static str> {
    let url = parse(text)?;
    match url.scheme() {
        "https" if url.has_host() => Ok(()),
        "http" if loopback && is_loopback(&url) => Ok(()),
        _ => Err("this must be https (on a loopback base URL also http on a loopback name)"),
    }
}

/// Where browsers are sent with codes in hand.
///
/// RFC 6749 3.1.2 (absolute, no fragment), RFC 9700 2.1 (compared exactly, so no patterns), RFC 8252 7 (native
/// applications: a scheme of reverse domain name, or http on a loopback address).
pub(super) fn redirect(
    text: &str,
    application: ApplicationType,
    loopback: bool,
) -> Result<(), &'static str> {
    let url = parse(text)?;
    if text.contains('#') {
        return Err("a redirect URI has no fragment");
    }
    if text.contains('*') {
        return Err("a redirect URI has no wildcard: list each one");
    }
    let native = application == ApplicationType::Native;
    match url.scheme() {
        "https" if url.has_host() => Ok(()),
        "http" if (loopback || native) && is_loopback(&url) => Ok(()),
        "http" => Err(
            "a redirect URI is https; http only on a loopback name, of a native application or on a loopback base URL",
        ),
        scheme if scheme.contains('.') => Ok(()),
        _ => Err(
            "a redirect URI is https, or of a scheme with a dot in it, such as com.example.app:/callback",
        ),
    }
}
