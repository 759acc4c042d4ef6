use serde_json::{Map, Value};

use super::{OAuthCode, Refusal};
use crate::{
    foundation::Timestamp,
    jose::{Algorithm, CompactJws, Jwk, JwkSet, VerifyingKey, base64url, strict_json},
};

/// What an assertion must be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AssertionRules<'a> {
    /// The client's `client_id`.
    pub(crate) client_id: &'a str,
    /// The issuer, the only audience that is taken.
    pub(crate) issuer: &'a str,
    /// The algorithm that the client is bound to, if it is.
    pub(crate) algorithm: Option<Algorithm>,
    /// When.
    pub(crate) now: Timestamp,
}

/// An assertion whose signature and claims are right; whether it is the first of its id is still to be found out.
#[derive(Debug)]
pub(crate) struct VerifiedAssertion {
    /// Its id.
    pub(crate) jti: String,
    /// Until when it is good.
    pub(crate) expires_at: Timestamp,
}

/// An assertion may be good for this long, in seconds.
const LONGEST_LIFE: i64 = 3_600;

/// A client's clock may be ahead by this much, in seconds (FAPI 2.0 5.3.2.1).
const CLOCK_SKEW: i64 = 60;

const MAX_JTI: usize = 256;

const REFUSED: Refusal = Refusal::new(
    OAuthCode::InvalidClient,
    "the client assertion is not valid",
);

/// Whom an assertion claims to be of, before anything of it is believed: to find the client's keys.
pub(crate) fn claimed_client(assertion: &str) -> Option<String> {
    let payload = assertion.split('.').nth(1)?;
    let claims = strict_json::parse_object(&base64url::decode(payload).ok()?).ok()?;
    Some(claims.get("sub")?.as_str()?.to_owned())
}

/// Checks an assertion (RFC 7523 3, OpenID Connect Core 9, RFC 8725). Keys come from the client's registration
/// alone; `jku`, `x5u`, `jwk` and `x5c` in the header do not count.
pub(crate) fn verify_assertion(
    assertion: &str,
    keys: &JwkSet,
    rules: AssertionRules<'_>,
) -> Result<VerifiedAssertion, Refusal> {
    let jws = CompactJws::parse(assertion).map_err(|_| REFUSED)?;
    let header = jws.header();
    if rules
        .algorithm
        .is_some_and(|bound| bound != header.algorithm)
    {
        return Err(REFUSED);
    }
    let typ = header.typ.as_deref().map(str::to_ascii_lowercase);
    if !matches!(
        typ.as_deref(),
        None | Some("jwt" | "client-authentication+jwt")
    ) {
        return Err(REFUSED);
    }
    let key = key_of(keys, header.kid.as_deref(), header.algorithm).ok_or(REFUSED)?;
    let payload = jws.verify(&VerifyingKey::from(key)).map_err(|_| REFUSED)?;
    let claims = strict_json::parse_object(&payload).map_err(|_| REFUSED)?;
    check(&claims, rules)
}

/// The key that the header names; one without a name must be the only one of its algorithm.
fn key_of<'k>(keys: &'k JwkSet, kid: Option<&str>, algorithm: Algorithm) -> Option<&'k Jwk> {
    if let Some(kid) = kid {
        return keys.find(kid).filter(|key| key.algorithm() == algorithm);
    }
    let mut fitting = keys
        .keys()
        .iter()
        .filter(|key| key.algorithm() == algorithm);
    let only = fitting.next()?;
    fitting.next().is_none().then_some(only)
}

fn check(
    claims: &Map<String, Value>,
    rules: AssertionRules<'_>,
) -> Result<VerifiedAssertion, Refusal> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let is_own = [text("iss"), text("sub")] == [Some(rules.client_id); 2];
    let is_for_us = match claims.get("aud") {
        Some(Value::String(one)) => one == rules.issuer,
        Some(Value::Array(list)) => {
            matches!(list.as_slice(), [Value::String(one)] if one == rules.issuer)
        }
        _ => false,
    };
    let now = rules.now.unix_seconds();
    let expires = seconds(claims, "exp")?.ok_or(REFUSED)?;
    let in_time = expires > now && expires <= now + LONGEST_LIFE;
    let begun = [seconds(claims, "iat")?, seconds(claims, "nbf")?]
        .into_iter()
        .flatten()
        .all(|begin| begin <= now + CLOCK_SKEW);
    let jti = text("jti").filter(|jti| (1..=MAX_JTI).contains(&jti.len()));
    match jti {
        Some(jti) if is_own && is_for_us && in_time && begun => Ok(VerifiedAssertion {
            jti: jti.to_owned(),
            expires_at: Timestamp::from_unix_seconds(expires),
        }),
        _ => Err(REFUSED),
    }
}

/// A numeric date, whole or not (RFC 7519 2).
fn seconds(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, Refusal> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounded just before; the fraction does not matter"
    )]
    match claims.get(name) {
        None => Ok(None),
        Some(value) => match (value.as_i64(), value.as_f64()) {
            (Some(whole), _) => Ok(Some(whole)),
            (None, Some(date)) if date.abs() < 1e12 => Ok(Some(date as i64)),
            _ => Err(REFUSED),
        },
    }
}
