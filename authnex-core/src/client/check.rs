use serde_json::Value;

use super::{AuthMethod, ClientMetadata, GrantType, ResponseType, check_uri, scope_permissions};
use crate::{jose::JwkSet, role::Permission};

/// One thing that is wrong with one name of a client's metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientFault {
    /// The name.
    pub field: &'static str,
    /// Stable name of the fault.
    pub code: &'static str,
    /// What to do about it.
    pub detail: String,
}

/// The most items of a list.
const MAX_ITEMS: usize = 100;

/// The longest text, in characters.
const MAX_TEXT: usize = 500;

/// What clients of one installation must obey.
#[derive(Clone, Copy, Debug)]
pub struct ClientRules {
    /// Whether the base URL is plain http on a loopback name: then loopback names may be so too.
    pub loopback: bool,
}

impl ClientRules {
    /// Everything that is wrong with a client's metadata, which was [completed](ClientMetadata::completed);
    /// `secret` says whether it has one or is given one.
    #[must_use]
    pub fn check(self, metadata: &ClientMetadata, secret: bool) -> Vec<ClientFault> {
        let mut check = Check {
            rules: self,
            metadata,
            faults: Vec::new(),
        };
        check.texts();
        check.redirect_uris();
        check.web_uris();
        check.grants();
        check.authentication(secret);
        check.keys();
        check.permissions();
        check.faults
    }
}

struct Check<'m> {
    rules: ClientRules,
    metadata: &'m ClientMetadata,
    faults: Vec<ClientFault>,
}

impl Check<'_> {
    fn add(&mut self, field: &'static str, code: &'static str, detail: impl ToString) {
        self.faults.push(ClientFault {
            field,
            code,
            detail: detail.to_string(),
        });
    }

    fn texts(&mut self) {
        let m = self.metadata;
        let texts = [
            ("client_name", &m.client_name),
            ("software_id", &m.software_id),
            ("software_version", &m.software_version),
            ("default_audience", &m.default_audience),
            ("tls_client_auth_subject_dn", &m.tls_client_auth_subject_dn),
            ("tls_client_auth_san_dns", &m.tls_client_auth_san_dns),
            ("tls_client_auth_san_uri", &m.tls_client_auth_san_uri),
            ("tls_client_auth_san_ip", &m.tls_client_auth_san_ip),
            ("tls_client_auth_san_email", &m.tls_client_auth_san_email),
        ];
        for (field, text) in texts {
            self.text(field, text.as_deref());
        }
        for (field, list) in [
            ("contacts", &m.contacts),
            ("default_acr_values", &m.default_acr_values),
        ] {
            self.length(field, list.len());
            for text in list {
                self.text(field, Some(text));
            }
        }
    }

    fn text(&mut self, field: &'static str, text: Option<&str>) {
        let odd = |text: &str| {
            text.is_empty() || text.chars().count() > MAX_TEXT || text.chars().any(char::is_control)
        };
        if text.is_some_and(odd) {
            self.add(
                field,
                "text_invalid",
                "give 1 to 500 characters, none of them a control character, or leave it out",
            );
        }
    }

    fn length(&mut self, field: &'static str, items: usize) {
        if items > MAX_ITEMS {
            self.add(field, "too_many", "a list here has at most 100 items");
        }
    }

    fn redirect_uris(&mut self) {
        let m = self.metadata;
        for (field, list) in [
            ("redirect_uris", &m.redirect_uris),
            ("post_logout_redirect_uris", &m.post_logout_redirect_uris),
        ] {
            self.length(field, list.len());
            for text in list {
                let sound = check_uri::redirect(text, m.application_type, self.rules.loopback);
                if let Err(detail) = sound {
                    self.add(field, "uri_invalid", format_args!("'{text}': {detail}"));
                }
            }
        }
    }

    fn web_uris(&mut self) {
        let m = self.metadata;
        let single = [
            ("client_uri", &m.client_uri),
            ("logo_uri", &m.logo_uri),
            ("policy_uri", &m.policy_uri),
            ("tos_uri", &m.tos_uri),
            ("jwks_uri", &m.jwks_uri),
            ("sector_identifier_uri", &m.sector_identifier_uri),
            ("initiate_login_uri", &m.initiate_login_uri),
            ("backchannel_logout_uri", &m.backchannel_logout_uri),
            ("frontchannel_logout_uri", &m.frontchannel_logout_uri),
        ];
        let uris = single
            .into_iter()
            .filter_map(|(field, uri)| uri.as_ref().map(|uri| (field, uri)));
        let lists = m.request_uris.iter().map(|uri| ("request_uris", uri));
        self.length("request_uris", m.request_uris.len());
        for (field, text) in uris.chain(lists) {
            if let Err(detail) = check_uri::web(text, self.rules.loopback) {
                self.add(field, "uri_invalid", format_args!("'{text}': {detail}"));
            }
        }
        // OpenID Connect Back-Channel Logout 1.0, 2.2: no fragment there either.
        let logout = [
            ("backchannel_logout_uri", &m.backchannel_logout_uri),
            ("frontchannel_logout_uri", &m.frontchannel_logout_uri),
        ];
        for (field, uri) in logout {
            if uri.as_ref().is_some_and(|uri| uri.contains('#')) {
                self.add(field, "uri_invalid", "a logout URI has no fragment");
            }
        }
    }

    fn grants(&mut self) {
        let m = self.metadata;
        let by_code = m.allows(GrantType::AuthorizationCode);
        if by_code && m.redirect_uris.is_empty() {
            self.add(
                "redirect_uris",
                "redirect_uris_missing",
                "a client that takes codes names at least one redirect URI",
            );
        }
        if m.response_types.contains(&ResponseType::Code) && !by_code {
            self.add(
                "response_types",
                "response_types_mismatch",
                "'code' needs the grant type authorization_code",
            );
        }
        if m.allows(GrantType::ClientCredentials)
            && m.token_endpoint_auth_method == AuthMethod::None
        {
            self.add(
                "grant_types",
                "grant_types_mismatch",
                "client_credentials is for clients that prove themselves: choose another token_endpoint_auth_method",
            );
        }
        if !m.require_pkce && m.token_endpoint_auth_method == AuthMethod::None {
            self.add(
                "require_pkce",
                "require_pkce_mismatch",
                "a public client cannot do without PKCE",
            );
        }
    }

    fn authentication(&mut self, secret: bool) {
        let m = self.metadata;
        let method = m.token_endpoint_auth_method;
        if secret && !method.takes_secret() {
            self.add(
                "client_secret",
                "client_secret_mismatch",
                "the token_endpoint_auth_method takes no secret: leave it out, or choose client_secret_basic",
            );
        }
        if method.takes_keys() && m.jwks.is_none() && m.jwks_uri.is_none() {
            self.add(
                "jwks",
                "jwks_missing",
                "the token_endpoint_auth_method needs jwks or jwks_uri",
            );
        }
        let by_assertion = matches!(
            method,
            AuthMethod::PrivateKeyJwt | AuthMethod::ClientSecretJwt
        );
        if m.token_endpoint_auth_signing_alg.is_some() && !by_assertion {
            self.add(
                "token_endpoint_auth_signing_alg",
                "token_endpoint_auth_signing_alg_mismatch",
                "it is for clients that prove themselves by an assertion: private_key_jwt",
            );
        }
    }

    fn keys(&mut self) {
        let m = self.metadata;
        if m.jwks.is_some() && m.jwks_uri.is_some() {
            // RFC 7591 2: never both.
            self.add(
                "jwks_uri",
                "jwks_mismatch",
                "give jwks or jwks_uri, not both",
            );
        }
        let read = match &m.jwks {
            None => return,
            Some(Value::Object(set)) => JwkSet::from_object(set).map_err(|error| error.to_string()),
            Some(_) => Err("a key set is an object with 'keys'".to_owned()),
        };
        match read {
            Err(error) => self.add("jwks", "jwks_invalid", error),
            Ok(set) if set.keys().is_empty() && m.token_endpoint_auth_method.takes_keys() => self
                .add(
                    "jwks",
                    "jwks_missing",
                    "the key set holds no key that can verify",
                ),
            Ok(_) => {}
        }
    }

    fn permissions(&mut self) {
        let m = self.metadata;
        self.length("permissions", m.permissions.len());
        for text in &m.permissions {
            if let Err(error) = Permission::parse(text) {
                self.add(
                    "permissions",
                    "permission_invalid",
                    format_args!("'{text}': {error}"),
                );
            }
        }
        let scope = m.scope.as_deref().unwrap_or_default();
        if scope.len() > 4 * MAX_TEXT {
            self.add(
                "scope",
                "scope_invalid",
                "a scope has at most 2000 characters",
            );
        }
        if let Err(error) = scope_permissions(scope) {
            self.add("scope", "scope_invalid", error);
        }
    }
}
