use serde_json::{Map, Value};

use crate::{
    foundation::TenantScope,
    jose::{CompactJws, VerifyingKey, strict_json},
};

/// What an ID token of ours says, whether it has expired or not: it names somebody, it opens nothing.
#[derive(Debug)]
pub(super) struct IdTokenHint {
    /// The user as the client knows the user.
    pub(super) subject: String,
    /// To which client it was issued.
    pub(super) client_id: String,
    /// In which session.
    pub(super) session: Option<String>,
}

/// Reads an ID token that comes back as a hint: own signature, own issuer, and really an ID token.
pub(super) fn read_hint(scope: &TenantScope, token: &str) -> Option<IdTokenHint> {
    let snapshot = scope.snapshot();
    let jws = CompactJws::parse(token).ok()?;
    let header = jws.header();
    if header.typ.as_deref() != Some("JWT") {
        return None;
    }
    let key = snapshot.keys.published().find(header.kid.as_deref()?)?;
    let payload = jws.verify(&VerifyingKey::from(key)).ok()?;
    let claims: Map<String, Value> = strict_json::parse_object(&payload).ok()?;
    let text = |name: &str| Some(claims.get(name)?.as_str()?.to_owned());
    if text("iss")? != snapshot.issuer {
        return None;
    }
    Some(IdTokenHint {
        subject: text("sub")?,
        client_id: text("aud")?,
        session: text("sid"),
    })
}
