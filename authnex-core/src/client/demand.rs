use super::{AuthMethod, Client, ClientMetadata};

/// What a client demands and this release cannot give. Every grant refuses such a client: serving it without
/// would give it less safety than its owner asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnmetDemand {
    /// Tokens bound to a TLS certificate (RFC 8705 3).
    CertificateBoundTokens,
    /// Tokens bound to a key of the client's own (RFC 9449).
    Dpop,
    /// Encrypted answers or requests.
    Encryption,
    /// Pushed authorization requests (RFC 9126).
    PushedRequests,
    /// Client authentication by an assertion under a shared secret, which is stored as a hash only.
    SecretJwtAuthentication,
    /// Signed authorization requests (RFC 9101).
    SignedRequests,
    /// Signed authorization or userinfo responses.
    SignedResponses,
    /// Client authentication by a TLS certificate (RFC 8705 2).
    TlsAuthentication,
}

impl Client {
    /// What it demands and cannot have, in order; empty = it may be served.
    #[must_use]
    pub fn unmet_demands(&self) -> Vec<UnmetDemand> {
        self.metadata.unmet_demands()
    }
}

impl ClientMetadata {
    /// What it demands and cannot have, in order.
    #[must_use]
    pub fn unmet_demands(&self) -> Vec<UnmetDemand> {
        let encrypted = [
            &self.id_token_encrypted_response_alg,
            &self.id_token_encrypted_response_enc,
            &self.userinfo_encrypted_response_alg,
            &self.userinfo_encrypted_response_enc,
            &self.request_object_encryption_alg,
            &self.request_object_encryption_enc,
        ];
        let method = self.token_endpoint_auth_method;
        let tls = matches!(
            method,
            AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth
        );
        let signed = self.userinfo_signed_response_alg.is_some()
            || self.authorization_signed_response_alg.is_some();
        [
            (
                self.tls_client_certificate_bound_access_tokens,
                UnmetDemand::CertificateBoundTokens,
            ),
            (self.dpop_bound_access_tokens, UnmetDemand::Dpop),
            (
                encrypted.iter().any(|name| name.is_some()),
                UnmetDemand::Encryption,
            ),
            (
                self.require_pushed_authorization_requests,
                UnmetDemand::PushedRequests,
            ),
            (
                method == AuthMethod::ClientSecretJwt,
                UnmetDemand::SecretJwtAuthentication,
            ),
            (
                self.require_signed_request_object,
                UnmetDemand::SignedRequests,
            ),
            (signed, UnmetDemand::SignedResponses),
            (tls, UnmetDemand::TlsAuthentication),
        ]
        .into_iter()
        .filter_map(|(demanded, demand)| demanded.then_some(demand))
        .collect()
    }
}
