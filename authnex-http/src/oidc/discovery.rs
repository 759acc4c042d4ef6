use authnex_core::{TenantHandle, client::OPENID_SCOPES, oauth};
use axum::{Json, response::IntoResponse};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Tenant;

/// An issuer's metadata (OpenID Connect Discovery 1.0, 3; RFC 8414 2): what exists, and what does not where the
/// default of the specification would say that it does.
#[derive(Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the names and their types are those of the registry"
)]
pub(crate) struct Discovery {
    /// The issuer, `{base}/t/{slug}`.
    issuer: String,
    /// Where users sign in to clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_endpoint: Option<String>,
    /// Where clients get tokens.
    token_endpoint: String,
    /// Where clients ask about users.
    userinfo_endpoint: String,
    /// Where tokens are asked about.
    introspection_endpoint: String,
    /// Where tokens are given back.
    revocation_endpoint: String,
    /// Where clients sign their users out.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_session_endpoint: Option<String>,
    /// Where the public keys are.
    jwks_uri: String,
    /// What clients may ask for, beside the tenant's own permissions.
    scopes_supported: Vec<&'static str>,
    /// Required by RFC 8414 2.
    response_types_supported: Vec<&'static str>,
    /// How answers travel.
    response_modes_supported: Vec<&'static str>,
    /// How clients get tokens.
    grant_types_supported: Vec<&'static str>,
    /// How clients prove themselves.
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    /// By which signatures, where it is by an assertion.
    token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// How those prove themselves who ask about tokens.
    introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    /// By which signatures.
    introspection_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// How those prove themselves who give tokens back.
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    /// By which signatures.
    revocation_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// How codes are bound (RFC 7636); no other method is taken.
    code_challenge_methods_supported: Vec<&'static str>,
    /// Whether `sub` is the same for every client.
    subject_types_supported: Vec<&'static str>,
    /// Algorithms of ID tokens.
    id_token_signing_alg_values_supported: Vec<&'static str>,
    /// Algorithms that access tokens of this installation may be signed by (RFC 9068 leaves the name open).
    access_token_signing_alg_values_supported: Vec<&'static str>,
    /// The one that this tenant's access tokens are signed by now.
    access_token_signing_alg: &'static str,
    /// Authentication contexts.
    acr_values_supported: Vec<&'static str>,
    /// Values of `prompt`.
    prompt_values_supported: Vec<&'static str>,
    /// How claims are told.
    claim_types_supported: Vec<&'static str>,
    /// Which claims there are.
    claims_supported: Vec<&'static str>,
    /// Whether claims can be asked for one by one.
    claims_parameter_supported: bool,
    /// Whether request objects are taken (RFC 9101).
    request_parameter_supported: bool,
    /// Whether requests by reference are taken; the default would say so.
    request_uri_parameter_supported: bool,
    /// Whether answers name the issuer (RFC 9207 3).
    authorization_response_iss_parameter_supported: bool,
    /// Whether clients are told of sign-outs, server to server.
    backchannel_logout_supported: bool,
    /// Whether that names the session.
    backchannel_logout_session_supported: bool,
    /// Languages of the pages.
    ui_locales_supported: Vec<&'static str>,
}

impl Discovery {
    fn of(tenant: &TenantHandle) -> Self {
        let url = |name: &str| {
            let path = format!("/t/{}/oauth/{name}", tenant.slug());
            tenant.authnex().url(&path)
        };
        let by_page = |name: &str| cfg!(feature = "portal").then(|| url(name));
        let signatures = || vec!["EdDSA", "ES256", "PS256", "RS256"];
        let confidential = || {
            vec![
                "client_secret_basic",
                "client_secret_post",
                "private_key_jwt",
            ]
        };
        let all = || [confidential(), vec!["none"]].concat();
        Self {
            issuer: tenant.issuer().to_owned(),
            authorization_endpoint: by_page("authorize"),
            token_endpoint: url("token"),
            userinfo_endpoint: url("userinfo"),
            introspection_endpoint: url("introspect"),
            revocation_endpoint: url("revoke"),
            end_session_endpoint: by_page("end_session"),
            jwks_uri: url("jwks"),
            scopes_supported: OPENID_SCOPES.to_vec(),
            response_types_supported: vec!["code"],
            response_modes_supported: vec!["query", "form_post"],
            grant_types_supported: vec![
                "authorization_code",
                "client_credentials",
                "refresh_token",
            ],
            token_endpoint_auth_methods_supported: all(),
            token_endpoint_auth_signing_alg_values_supported: signatures(),
            introspection_endpoint_auth_methods_supported: confidential(),
            introspection_endpoint_auth_signing_alg_values_supported: signatures(),
            revocation_endpoint_auth_methods_supported: all(),
            revocation_endpoint_auth_signing_alg_values_supported: signatures(),
            code_challenge_methods_supported: vec!["S256"],
            subject_types_supported: vec!["public", "pairwise"],
            id_token_signing_alg_values_supported: vec!["RS256", "ES256", "EdDSA"],
            access_token_signing_alg_values_supported: vec!["EdDSA", "ES256", "RS256"],
            access_token_signing_alg: tenant.policy().access_token_signing_alg.name(),
            acr_values_supported: vec![oauth::ACR_SINGLE_FACTOR, oauth::ACR_MULTI_FACTOR],
            prompt_values_supported: vec!["none", "login", "consent", "select_account", "create"],
            claim_types_supported: vec!["normal"],
            claims_supported: oauth::CLAIMS_SUPPORTED.to_vec(),
            claims_parameter_supported: true,
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
            authorization_response_iss_parameter_supported: true,
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
            ui_locales_supported: vec!["en", "de"],
        }
    }
}

/// `GET /t/{slug}/.well-known/openid-configuration` and its two forms at the root.
pub(super) async fn show(Tenant(tenant): Tenant) -> impl IntoResponse {
    let headers = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, Json(Discovery::of(&tenant)))
}
