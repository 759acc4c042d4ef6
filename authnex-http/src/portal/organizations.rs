//! The organizations that a browser signed in to, so that the portal can offer them. The cookie `anx_orgs` holds their
//! identifiers, the last one first; it opens nothing.

use http::{HeaderMap, HeaderValue};

use crate::{
    cookie::{CookieScheme, cookie_of},
    state::HttpState,
};

/// How many are remembered.
const MOST: usize = 8;

/// For how long, in seconds.
const SECONDS: u32 = 180 * 86_400;

/// The identifiers that a browser remembers. What is no identifier is left out.
pub(super) fn remembered(headers: &HeaderMap, cookies: CookieScheme) -> Vec<String> {
    let line = cookie_of(headers, &cookies.organizations()).unwrap_or_default();
    let is_slug = |slug: &&str| {
        (1..=40).contains(&slug.len())
            && slug
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    let slugs = line.split('.').filter(is_slug).take(MOST);
    slugs.map(str::to_owned).collect()
}

/// The cookie that remembers one more.
pub(super) fn remember(state: &HttpState, headers: &HeaderMap, slug: &str) -> Option<HeaderValue> {
    let cookies = state.cookies();
    let mut slugs = remembered(headers, cookies);
    slugs.retain(|known| known != slug);
    slugs.insert(0, slug.to_owned());
    slugs.truncate(MOST);
    cookies.set(&cookies.organizations(), &slugs.join("."), Some(SECONDS))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, header::COOKIE};

    use super::remembered;
    use crate::cookie::CookieScheme;

    #[test]
    fn what_is_no_identifier_is_left_out() {
        let mut headers = HeaderMap::new();
        let line = "anx_orgs=acme.<b>..globex.A.b-1";
        headers.insert(COOKIE, line.parse().unwrap());
        let scheme = CookieScheme::new(false);
        assert_eq!(remembered(&headers, scheme), ["acme", "globex", "b-1"]);
    }
}
