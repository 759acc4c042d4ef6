// authnex-core = { version = "0.1", default-features = false, features = ["verify"] }
use authnex_core::{jose::JwkSet, verify::{AccessToken, Verifier}};

const ISSUER: &str = "ISSUER_URL";

// `jwks` is what ISSUER/oauth/jwks answers
fn verifier(jwks: &[u8]) -> Result<Verifier, Box<dyn std::error::Error>> {
    let keys = JwkSet::from_json(jwks)?;
    Ok(Verifier::builder(ISSUER).audience(ISSUER).keys(keys).build()?)
}

// In an axum extractor, with the text behind "Bearer "
fn caller(verifier: &Verifier, token: &str) -> Option<AccessToken> {
    verifier.verify_now(token).ok()
}
