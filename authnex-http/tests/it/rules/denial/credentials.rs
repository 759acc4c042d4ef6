use authnex_core::foundation::SessionId;
use authnex_http::route::Route;

use crate::harness::{Call, World, call};

/// Credentials of both kinds: an access token, and the cookies of a browser.
pub(super) struct Credentials {
    pub(super) access: Option<String>,
    pub(super) cookie: Option<String>,
}

pub(super) const NOBODY: Credentials = Credentials {
    access: None,
    cookie: None,
};

pub(super) async fn sign_in(world: &World, slug: &str) -> (Credentials, SessionId) {
    let (cookie, signed_in) = world.cookie(slug).await;
    let credentials = Credentials {
        access: Some(world.tokens(slug).await.access),
        cookie: Some(cookie),
    };
    (credentials, signed_in.session.id)
}

pub(super) fn request(route: &Route, credentials: &Credentials) -> Call {
    let path = route
        .path_of("acme")
        .replace("{session}", "ses_00000000000000000000000000")
        .replace("{file}", "none.css")
        .replace("{section}", "security")
        .replace("{user}", "usr_00000000000000000000000000")
        .replace("{action}", "suspend")
        .replace("{role}", "rol_00000000000000000000000000")
        .replace("{client}", "none")
        .replace("{device}", "tdv_00000000000000000000000000")
        .replace("{passkey}", "psk_00000000000000000000000000")
        .replace("{invite}", "inv_00000000000000000000000000");
    let mut call = call(route.verb.as_str(), &path);
    if let Some(access) = &credentials.access {
        call = call.bearer(access);
    }
    if let Some(cookie) = &credentials.cookie {
        call = call.header("cookie", cookie);
    }
    call
}
