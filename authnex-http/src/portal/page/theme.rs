use axum::{extract::State, response::Response};
use http::{HeaderMap, header::REFERER};
use serde::Deserialize;

use crate::{
    extract::PageForm,
    portal::{
        response::{add_cookie, see_other},
        theme::Theme,
    },
    state::HttpState,
};

/// For how long the choice is kept, in seconds.
const SECONDS: u32 = 365 * 86_400;

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct ThemeFields {
    theme: String,
}

/// Keeps the choice between light and dark, and goes back to the page that it was made on.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    headers: HeaderMap,
    form: PageForm<ThemeFields>,
) -> Response {
    let cookies = state.cookies();
    let theme = Theme::parse(&form.fields.theme);
    let mut response = see_other(&state, &page_before(&state, &headers));
    let cookie = if theme.is_chosen() {
        cookies.set(&cookies.theme(), theme.as_str(), Some(SECONDS))
    } else {
        cookies.clear(&cookies.theme())
    };
    add_cookie(&mut response, cookie);
    response
}

/// The path of the page that the form was on; the front door if that is not one of ours. A message that was shown
/// there once is not shown again.
fn page_before(state: &HttpState, headers: &HeaderMap) -> String {
    let referer = headers.get(REFERER).and_then(|value| value.to_str().ok());
    let home = state.authnex().url("/");
    let own = referer.and_then(|referer| referer.strip_prefix(home.as_str()));
    let Some(Ok(mut url)) = own.map(|rest| url::Url::parse(&format!("{home}{rest}"))) else {
        return "/".to_owned();
    };
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| name != "done")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.set_query(None);
    url.set_fragment(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    // Dots in the path were resolved by parsing: what left our own part of the origin is not gone back to. A path that
    // begins with two slashes names another host.
    let path = url.as_str().strip_prefix(home.as_str());
    let path = path.filter(|path| !path.starts_with(['/', '\\']));
    format!("/{}", path.unwrap_or_default())
}
