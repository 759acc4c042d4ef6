//! What a client's metadata must be, name by name.

use authnex_core::{
    client::{
        ClientIdentifier, ClientIdentifierError, ClientMetadata, ClientRules, GrantType,
        ResponseType, UnmetDemand, scope_permissions,
    },
    flow::ClientRegistration,
    foundation::ClientId,
    role::Permission,
};
use serde_json::{Value, json};

const LOOPBACK: ClientRules = ClientRules { loopback: true };
const PUBLIC: ClientRules = ClientRules { loopback: false };

fn metadata(value: Value) -> ClientMetadata {
    serde_json::from_value::<ClientMetadata>(value)
        .unwrap()
        .completed()
}

/// Fields and codes of the faults.
fn faults(rules: ClientRules, value: Value, secret: bool) -> Vec<(&'static str, &'static str)> {
    let faults = rules.check(&metadata(value), secret);
    faults.iter().map(|f| (f.field, f.code)).collect()
}

#[test]
fn the_registered_names_are_kept_and_read_back() {
    let whole = json!({
        "client_name": "Shop", "redirect_uris": ["https://rp.example/cb?x=1"],
        "post_logout_redirect_uris": ["https://rp.example/out"],
        "grant_types": ["authorization_code", "refresh_token",
                        "urn:ietf:params:oauth:grant-type:device_code"],
        "response_types": ["code"], "scope": "openid profile orders:read",
        "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256",
        "id_token_signed_response_alg": "PS256", "jwks_uri": "https://rp.example/jwks",
        "application_type": "native", "dpop_bound_access_tokens": true, "first_party": true,
        "require_pkce": false, "default_audience": "https://api.example",
        "backchannel_logout_uri": "https://rp.example/bc",
        "backchannel_logout_session_required": true, "default_max_age": 60,
        "default_acr_values": ["mfa"], "contacts": ["a@rp.example"],
        "permissions": ["users:read", "scim"]
    });
    let read: ClientMetadata = serde_json::from_value(whole.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), whole);
    assert!(PUBLIC.check(&read, false).is_empty());
    let empty = serde_json::to_value(ClientMetadata::default()).unwrap();
    assert_eq!(empty, json!({}), "defaults are not written");
}

#[test]
fn an_unknown_name_or_value_is_refused_by_name() {
    for (value, says) in [
        (json!({"redirect_uri": []}), "redirect_uri"),
        (json!({"grant_types": ["password"]}), "password"),
        (json!({"grant_types": ["implicit"]}), "implicit"),
        (json!({"response_types": ["token"]}), "token"),
        (json!({"token_endpoint_auth_method": "magic"}), "magic"),
        (json!({"id_token_signed_response_alg": "none"}), "none"),
        (json!({"id_token_signed_response_alg": "HS256"}), "HS256"),
    ] {
        let error = serde_json::from_value::<ClientMetadata>(value).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn a_registration_is_one_flat_object() {
    let read: ClientRegistration = serde_json::from_value(json!({
        "client_id": "rp", "client_secret": "s", "client_name": "Shop"
    }))
    .unwrap();
    assert_eq!(read.client_id.as_deref(), Some("rp"));
    assert_eq!(read.client_secret.unwrap().expose(), "s");
    assert_eq!(read.metadata.client_name.as_deref(), Some("Shop"));
    for wrong in [json!({"client_id": 1}), json!({"nonsense": true})] {
        assert!(serde_json::from_value::<ClientRegistration>(wrong).is_err());
    }
}

#[test]
fn what_is_left_out_follows_from_the_rest() {
    let by_code = metadata(json!({"redirect_uris": ["https://rp.example/cb"]}));
    assert_eq!(by_code.grant_types, [GrantType::AuthorizationCode]);
    assert_eq!(by_code.response_types, [ResponseType::Code]);
    assert!(by_code.require_pkce);
    let service = metadata(json!({"grant_types": ["client_credentials"]}));
    assert!(service.response_types.is_empty());
    assert!(metadata(json!({})).grant_types.is_empty());
}

#[test]
fn redirect_uris_are_absolute_exact_and_safe() {
    let code = |uri: &str, application: &str, rules| {
        let value = json!({"redirect_uris": [uri], "application_type": application});
        faults(rules, value, true).len()
    };
    for uri in [
        "https://rp.example/cb",
        "https://rp.example:8443/cb?tenant=a",
        "com.example.app:/callback",
        "com.example.app://callback",
    ] {
        assert_eq!(code(uri, "web", PUBLIC), 0, "{uri}");
    }
    for uri in [
        "",
        "/cb",
        "rp.example/cb",
        "//rp.example/cb",
        "https://rp.example/cb#top",
        "https://rp.example/cb#",
        "https://*.rp.example/cb",
        "https://rp.example/*",
        "https://user:pw@rp.example/cb",
        "https://rp.example/ cb",
        "https://rp.example\\@evil.example/",
        "https://rp.exämple/cb",
        "http://rp.example/cb",
        "http://127.0.0.1.rp.example/cb",
        "javascript:alert(1)",
        "JavaScript:alert(1)//.",
        "data:text/html,hello.world",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://rp.example/1",
        "app:/cb",
        "https:///cb",
        "https:rp.example/cb",
    ] {
        assert_ne!(code(uri, "web", LOOPBACK), 0, "{uri}");
        assert_ne!(code(uri, "native", LOOPBACK), 0, "{uri}");
    }
    let long = format!("https://rp.example/{}", "a".repeat(2048));
    assert_ne!(code(&long, "web", PUBLIC), 0);
}

#[test]
fn plain_http_is_for_loopback_names_of_loopback_installations_and_native_applications() {
    for uri in [
        "http://localhost:3000/cb",
        "http://127.0.0.1/cb",
        "http://[::1]:7/cb",
    ] {
        let value =
            |application: &str| json!({"redirect_uris": [uri], "application_type": application});
        assert!(faults(LOOPBACK, value("web"), true).is_empty(), "{uri}");
        assert!(faults(PUBLIC, value("native"), true).is_empty(), "{uri}");
        let refused = faults(PUBLIC, value("web"), true);
        assert_eq!(refused, [("redirect_uris", "uri_invalid")], "{uri}");
        let logout = json!({"backchannel_logout_uri": uri});
        assert!(faults(LOOPBACK, logout.clone(), true).is_empty(), "{uri}");
        assert_eq!(
            faults(PUBLIC, logout, true),
            [("backchannel_logout_uri", "uri_invalid")],
        );
    }
}

fn names(value: Value, secret: bool, field: &str) {
    let found = faults(PUBLIC, value.clone(), secret);
    let named = found.iter().any(|(name, _)| *name == field);
    assert!(named, "{value}: {found:?}");
}

#[test]
fn a_text_a_uri_or_a_permission_that_does_not_do_is_named() {
    for (value, field) in [
        (json!({"client_name": ""}), "client_name"),
        (json!({"client_name": "a\nb"}), "client_name"),
        (json!({"client_name": "a".repeat(501)}), "client_name"),
        (json!({"contacts": [""]}), "contacts"),
        (json!({"contacts": vec!["a"; 101]}), "contacts"),
        (json!({"logo_uri": "http://rp.example/l"}), "logo_uri"),
        (json!({"tos_uri": "javascript:x"}), "tos_uri"),
        (json!({"request_uris": ["/r"]}), "request_uris"),
        (json!({"permissions": ["everything"]}), "permissions"),
        (json!({"permissions": ["users:delete"]}), "permissions"),
        (json!({"scope": "openid orders"}), "scope"),
        (json!({"scope": "webhooks:read"}), "scope"),
    ] {
        names(value, true, field);
    }
    let sound = json!({"jwks": {"keys": []}, "scope": "openid offline_access scim orders:read"});
    assert!(faults(PUBLIC, sound, true).is_empty());
}

#[test]
fn what_does_not_go_together_is_named() {
    const METHOD: &str = "token_endpoint_auth_method";
    for (value, secret, field) in [
        (
            json!({"grant_types": ["authorization_code"]}),
            true,
            "redirect_uris",
        ),
        (json!({"response_types": ["code"]}), true, "response_types"),
        (
            json!({METHOD: "none", "grant_types": ["client_credentials"]}),
            false,
            "grant_types",
        ),
        (
            json!({METHOD: "none", "require_pkce": false}),
            false,
            "require_pkce",
        ),
        (json!({METHOD: "none"}), true, "client_secret"),
        (json!({METHOD: "private_key_jwt"}), false, "jwks"),
        (
            json!({METHOD: "private_key_jwt", "jwks": {"keys": []}}),
            false,
            "jwks",
        ),
        (
            json!({"token_endpoint_auth_signing_alg": "ES256"}),
            true,
            "token_endpoint_auth_signing_alg",
        ),
    ] {
        names(value, secret, field);
    }
}

#[test]
fn a_key_set_is_public_and_given_in_one_way() {
    let key = json!({"kty": "OKP", "crv": "Ed25519", "kid": "a",
                     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let mut private = key.clone();
    private["d"] = json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    names(json!({"jwks": []}), true, "jwks");
    names(json!({"jwks": {}}), true, "jwks");
    names(json!({"jwks": {"keys": [private]}}), true, "jwks");
    let twice = json!({"jwks": {"keys": [key]}, "jwks_uri": "https://rp.example/jwks"});
    names(twice, true, "jwks_uri");
}

#[test]
fn what_does_not_exist_yet_is_told() {
    for (value, demand) in [
        (json!({"dpop_bound_access_tokens": true}), UnmetDemand::Dpop),
        (
            json!({"require_pushed_authorization_requests": true}),
            UnmetDemand::PushedRequests,
        ),
        (
            json!({"require_signed_request_object": true}),
            UnmetDemand::SignedRequests,
        ),
        (
            json!({"tls_client_certificate_bound_access_tokens": true}),
            UnmetDemand::CertificateBoundTokens,
        ),
        (
            json!({"token_endpoint_auth_method": "tls_client_auth"}),
            UnmetDemand::TlsAuthentication,
        ),
        (
            json!({"token_endpoint_auth_method": "client_secret_jwt"}),
            UnmetDemand::SecretJwtAuthentication,
        ),
        (
            json!({"id_token_encrypted_response_alg": "RSA-OAEP"}),
            UnmetDemand::Encryption,
        ),
        (
            json!({"userinfo_signed_response_alg": "RS256"}),
            UnmetDemand::SignedResponses,
        ),
    ] {
        assert_eq!(metadata(value.clone()).unmet_demands(), [demand], "{value}");
    }
    assert!(metadata(json!({})).unmet_demands().is_empty());
}

#[test]
fn a_client_id_does_not_pass_for_an_id_of_ours() {
    let own: ClientId = "cli_00000000000000000000000007".parse().unwrap();
    let ours = own.to_string();
    assert_eq!(ClientIdentifier::given(&ours, own).unwrap().as_str(), ours);
    for text in [
        "cli_00000000000000000000000008",
        "usr_00000000000000000000000008",
        "USR_00000000000000000000000008",
        "zzz_0123456789abcdefghjkmnpqrs",
    ] {
        assert_eq!(
            ClientIdentifier::given(text, own),
            Err(ClientIdentifierError::LooksLikeAnId),
            "{text}"
        );
    }
    for text in ["", "a b", "ä", "a\n", &"a".repeat(256)] {
        assert_eq!(
            ClientIdentifier::given(text, own),
            Err(ClientIdentifierError::Shape),
            "{text}"
        );
    }
    for text in ["rp-basic", "https://rp.example", "usr_short", "a"] {
        assert!(ClientIdentifier::given(text, own).is_ok(), "{text}");
    }
}

#[test]
fn scopes_beyond_openid_are_permissions() {
    let found = scope_permissions(" openid  orders:read email\torders:read scim ").unwrap();
    let names: Vec<&str> = found.iter().map(Permission::as_str).collect();
    assert_eq!(names, ["orders:read", "scim"]);
    let refused = scope_permissions("openid nothing").unwrap_err();
    assert_eq!(refused.scope, "nothing");
}
