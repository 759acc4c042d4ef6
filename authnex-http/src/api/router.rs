use axum::routing::{MethodRouter, delete, get, post};

use super::{auth, me};
use crate::{route::ApiRoute, state::HttpState};

/// The handler of a row.
pub(crate) fn handler(route: ApiRoute) -> MethodRouter<HttpState> {
    match route {
        ApiRoute::ChangePassword => post(me::change_password),
        ApiRoute::ChangeRequiredPassword => post(auth::change_password),
        ApiRoute::EndSession => delete(me::end_session),
        ApiRoute::ListSessions => get(me::list_sessions),
        ApiRoute::Refresh => post(auth::refresh),
        ApiRoute::ShowMe => get(me::show),
        ApiRoute::SignIn => post(auth::sign_in),
        ApiRoute::SignOut => post(auth::sign_out),
        ApiRoute::SignUp => post(auth::sign_up),
    }
}
