use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{OAuthCode, Parameters, Refusal, assertion::claimed_client, parameters::decode};
use crate::foundation::Secret;

/// How a client says who it is (RFC 6749 2.3, RFC 7523 2.2).
#[derive(Debug)]
pub enum PresentedMethod {
    /// By an assertion under its private key.
    Assertion(String),
    /// By its secret in the Authorization header.
    Basic(Secret),
    /// Not at all: it only names itself.
    None,
    /// By its secret in the form.
    Post(Secret),
}

/// A client as it presents itself at an endpoint, not yet believed.
#[derive(Debug)]
pub struct PresentedClient {
    /// The `client_id`.
    pub client_id: String,
    /// How it proves to be that.
    pub method: PresentedMethod,
}

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const REFUSED: Refusal = Refusal::new(
    OAuthCode::InvalidClient,
    "client authentication is missing or not readable",
);

impl PresentedClient {
    /// Reads who calls, out of the Authorization header and the form. Exactly one method may be used (RFC 6749
    /// 2.3).
    ///
    /// # Errors
    /// [`Refusal`]: `invalid_request` for two methods, else `invalid_client`.
    pub fn read(authorization: Option<&str>, form: &Parameters) -> Result<Self, Refusal> {
        let named = form.get("client_id");
        let secret = form.get("client_secret");
        let assertion = form.get("client_assertion");
        let assertion_type = form.get("client_assertion_type");
        let by_assertion = assertion.is_some() || assertion_type.is_some();
        let methods = [authorization.is_some(), secret.is_some(), by_assertion];
        if methods.into_iter().filter(|used| *used).count() > 1 {
            return Err(Refusal::request("use one method of client authentication"));
        }
        let presented = match (authorization, secret, assertion) {
            (Some(header), ..) => basic(header)?,
            (_, Some(secret), _) => Self {
                client_id: named.ok_or(REFUSED)?.to_owned(),
                method: PresentedMethod::Post(Secret::from(secret)),
            },
            (_, _, Some(assertion)) if assertion_type == Some(ASSERTION_TYPE) => Self {
                client_id: claimed_client(assertion).ok_or(REFUSED)?,
                method: PresentedMethod::Assertion(assertion.to_owned()),
            },
            _ if by_assertion => return Err(REFUSED),
            _ => Self {
                client_id: named.ok_or(REFUSED)?.to_owned(),
                method: PresentedMethod::None,
            },
        };
        if named.is_some_and(|named| named != presented.client_id) {
            return Err(Refusal::request(
                "client_id is not the one that authenticates",
            ));
        }
        Ok(presented)
    }
}

/// RFC 6749 2.3.1: id and secret are form-encoded each, then joined and put into Base64.
fn basic(header: &str) -> Result<PresentedClient, Refusal> {
    let (scheme, encoded) = header.split_once(' ').ok_or(REFUSED)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(REFUSED);
    }
    let pair = STANDARD.decode(encoded.trim()).map_err(|_| REFUSED)?;
    let split = pair.iter().position(|byte| *byte == b':').ok_or(REFUSED)?;
    let (id, secret) = pair.split_at(split);
    let secret = secret.get(1..).unwrap_or_default();
    Ok(PresentedClient {
        client_id: decode(id).map_err(|_| REFUSED)?,
        method: PresentedMethod::Basic(Secret::from(decode(secret).map_err(|_| REFUSED)?)),
    })
}
