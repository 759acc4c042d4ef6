use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use super::sign_out::NoFields;
use crate::{
    extract::PageForm,
    portal::response::{add_cookie, see_other},
    state::HttpState,
};

/// For how long it is not offered again, in seconds.
const SECONDS: u32 = 365 * 86_400;

/// Takes the offer of a passkey away, in this browser.
pub(in crate::portal) async fn dismiss(
    State(state): State<HttpState>,
    _: PageForm<NoFields>,
) -> Response {
    let cookies = state.cookies();
    let mut response = see_other(&state, "/portal/dashboard");
    add_cookie(
        &mut response,
        cookies.set(&cookies.passkey_offer(), "dismissed", Some(SECONDS)),
    );
    response.into_response()
}
