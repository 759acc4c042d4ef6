macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// An error code of OAuth or OpenID Connect.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum OAuthCode {
            $($(#[$doc])* #[doc = concat!("\n\n`", $text, "`")] $name,)*
        }

        impl OAuthCode {
            /// The code on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The user said no.
    AccessDenied = "access_denied";
    /// The user has to consent, and no page may be shown (OpenID Connect Core 3.1.2.6).
    ConsentRequired = "consent_required";
    /// The user has to do something, and no page may be shown.
    InteractionRequired = "interaction_required";
    /// The client did not prove itself.
    InvalidClient = "invalid_client";
    /// The code or refresh token is not valid.
    InvalidGrant = "invalid_grant";
    /// The request is malformed.
    InvalidRequest = "invalid_request";
    /// A scope is unknown or not allowed to the client.
    InvalidScope = "invalid_scope";
    /// A resource does not do (RFC 8707 2).
    InvalidTarget = "invalid_target";
    /// The user has to sign in, and no page may be shown.
    LoginRequired = "login_required";
    /// Registration within the request is not offered (OpenID Connect Core 7.2.1).
    RegistrationNotSupported = "registration_not_supported";
    /// Request objects are not offered (RFC 9101).
    RequestNotSupported = "request_not_supported";
    /// Requests by reference are not offered, but for those that were pushed.
    RequestUriNotSupported = "request_uri_not_supported";
    /// The server failed.
    ServerError = "server_error";
    /// The server has too much to do.
    TemporarilyUnavailable = "temporarily_unavailable";
    /// The client may not do this.
    UnauthorizedClient = "unauthorized_client";
    /// The authentication that is essential to the client cannot be had.
    UnmetAuthenticationRequirements = "unmet_authentication_requirements";
    /// There is no such grant.
    UnsupportedGrantType = "unsupported_grant_type";
    /// There is no such response type.
    UnsupportedResponseType = "unsupported_response_type";
    /// Tokens of this kind cannot be revoked (RFC 7009 2.2.1).
    UnsupportedTokenType = "unsupported_token_type";
}

/// Why a request is refused, as the client is told.
///
/// The description is a fixed text of printable ASCII without quotation mark and backslash (RFC 6749 5.2): what
/// was sent never comes back in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {description}", code.as_str())]
pub struct Refusal {
    /// The error code.
    pub code: OAuthCode,
    /// What to do about it.
    pub description: &'static str,
}

impl Refusal {
    /// A refusal.
    #[must_use]
    pub const fn new(code: OAuthCode, description: &'static str) -> Self {
        Self { code, description }
    }

    /// A malformed request.
    pub(crate) const fn request(description: &'static str) -> Self {
        Self::new(OAuthCode::InvalidRequest, description)
    }
}
