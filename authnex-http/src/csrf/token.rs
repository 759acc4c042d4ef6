use authnex_core::{Authnex, TenantHandle, foundation::SessionId};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac;

const LABEL: &str = "http form token";

/// Makes and checks form tokens.
#[derive(Debug)]
pub(crate) struct FormTokens;

impl FormTokens {
    /// The token of forms in a session.
    pub(crate) fn in_session(tenant: &TenantHandle, session: SessionId) -> String {
        let tag = hmac::sign(
            &tenant.mac_key(LABEL),
            session_message(tenant, session).as_bytes(),
        );
        URL_SAFE_NO_PAD.encode(tag)
    }

    /// Whether a token is the one of forms in this session.
    pub(crate) fn is_of_session(token: &str, tenant: &TenantHandle, session: SessionId) -> bool {
        let message = session_message(tenant, session);
        is_tag(token, &tenant.mac_key(LABEL), message.as_bytes())
    }

    /// The token of forms that anyone may send, bound to the browser's random cookie.
    pub(crate) fn for_anyone(authnex: &Authnex, cookie: &str) -> String {
        let tag = hmac::sign(&authnex.mac_key(LABEL), cookie.as_bytes());
        URL_SAFE_NO_PAD.encode(tag)
    }

    /// Whether a token is the one that goes with this cookie.
    pub(crate) fn is_of_cookie(token: &str, authnex: &Authnex, cookie: &str) -> bool {
        is_tag(token, &authnex.mac_key(LABEL), cookie.as_bytes())
    }

    /// A fresh value for the cookie: 128 random bits.
    pub(crate) fn fresh_cookie(authnex: &Authnex) -> String {
        let mut random = [0; 16];
        authnex.entropy().fill(&mut random);
        URL_SAFE_NO_PAD.encode(random)
    }
}

fn session_message(tenant: &TenantHandle, session: SessionId) -> String {
    format!("{session}.{}", tenant.scope().id())
}

/// Constant time in the token's content: `hmac::verify` compares so.
fn is_tag(token: &str, key: &hmac::Key, message: &[u8]) -> bool {
    URL_SAFE_NO_PAD
        .decode(token)
        .is_ok_and(|tag| hmac::verify(key, message, &tag).is_ok())
}
