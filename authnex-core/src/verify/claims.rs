//! Reads the claims in one pass, straight into [`AccessToken`], and tells a repeated name, a wrong
//! type and malformed JSON apart.

use std::{cell::Cell, fmt};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::{AccessToken, VerifyError};
use crate::jose::strict_json::{BorrowedText, StrictValue};

pub(super) fn parse(json: &[u8]) -> Result<AccessToken, VerifyError> {
    let reading = Reading::default();
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let claims = ClaimsSeed(&reading)
        .deserialize(&mut deserializer)
        .and_then(|claims| deserializer.end().map(|()| claims))
        .map_err(|error| reading.cause(&error))?;
    claims.into_access_token()
}

/// What the visitor can tell beyond `serde_json`'s error, which is opaque.
#[derive(Default)]
struct Reading {
    claim: Cell<Option<&'static str>>,
    duplicate: Cell<bool>,
}

impl Reading {
    fn cause(&self, error: &serde_json::Error) -> VerifyError {
        if self.duplicate.get() {
            return VerifyError::DuplicateMember;
        }
        match self.claim.get() {
            Some(claim) if error.is_data() => VerifyError::ClaimType(claim),
            _ => VerifyError::Malformed { what: "claims" },
        }
    }
}

#[derive(Default)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<OneOrMany>,
    client_id: Option<String>,
    iat: Option<NumericDate>,
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
    jti: Option<String>,
    scope: Option<Words>,
    auth_time: Option<NumericDate>,
    acr: Option<String>,
    amr: Option<Vec<String>>,
    sid: Option<String>,
    roles: Option<Vec<String>>,
    permissions: Option<Vec<String>>,
    extra: Map<String, Value>,
}

impl Claims {
    fn into_access_token(self) -> Result<AccessToken, VerifyError> {
        let missing = VerifyError::MissingClaim;
        let seconds = |date: NumericDate| date.0;
        Ok(AccessToken {
            iss: self.iss.ok_or(missing("iss"))?,
            exp: self.exp.map(seconds).ok_or(missing("exp"))?,
            aud: self.aud.ok_or(missing("aud"))?.0,
            sub: self.sub.ok_or(missing("sub"))?,
            client_id: self.client_id.ok_or(missing("client_id"))?,
            iat: self.iat.map(seconds).ok_or(missing("iat"))?,
            jti: self.jti.ok_or(missing("jti"))?,
            nbf: self.nbf.map(seconds),
            scope: self.scope.unwrap_or_default().0,
            auth_time: self.auth_time.map(seconds),
            acr: self.acr,
            amr: self.amr.unwrap_or_default(),
            sid: self.sid,
            roles: self.roles.unwrap_or_default(),
            permissions: self.permissions.unwrap_or_default(),
            extra: self.extra,
        })
    }
}

struct ClaimsSeed<'a>(&'a Reading);

impl ClaimsSeed<'_> {
    fn read<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
        &self,
        claim: &'static str,
        slot: &mut Option<T>,
        members: &mut A,
    ) -> Result<(), A::Error> {
        if slot.is_some() {
            return self.refuse_duplicate();
        }
        self.0.claim.set(Some(claim));
        *slot = Some(members.next_value()?);
        self.0.claim.set(None);
        Ok(())
    }

    fn read_extra<'de, A: MapAccess<'de>>(
        &self,
        name: String,
        extra: &mut Map<String, Value>,
        members: &mut A,
    ) -> Result<(), A::Error> {
        let value = members.next_value_seed(StrictValue {
            duplicate: &self.0.duplicate,
        })?;
        if extra.insert(name, value).is_some() {
            return self.refuse_duplicate();
        }
        Ok(())
    }

    fn refuse_duplicate<T, E: Error>(&self) -> Result<T, E> {
        self.0.duplicate.set(true);
        Err(E::custom("a claim name stands twice"))
    }
}

impl<'de> DeserializeSeed<'de> for ClaimsSeed<'_> {
    type Value = Claims;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Claims, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ClaimsSeed<'_> {
    type Value = Claims;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JWT claims set")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Claims, A::Error> {
        let mut claims = Claims::default();
        let map = &mut members;
        while let Some(BorrowedText(name)) = map.next_key()? {
            match name.as_ref() {
                "iss" => self.read("iss", &mut claims.iss, map)?,
                "sub" => self.read("sub", &mut claims.sub, map)?,
                "aud" => self.read("aud", &mut claims.aud, map)?,
                "client_id" => self.read("client_id", &mut claims.client_id, map)?,
                "iat" => self.read("iat", &mut claims.iat, map)?,
                "exp" => self.read("exp", &mut claims.exp, map)?,
                "nbf" => self.read("nbf", &mut claims.nbf, map)?,
                "jti" => self.read("jti", &mut claims.jti, map)?,
                "scope" => self.read("scope", &mut claims.scope, map)?,
                "auth_time" => self.read("auth_time", &mut claims.auth_time, map)?,
                "acr" => self.read("acr", &mut claims.acr, map)?,
                "amr" => self.read("amr", &mut claims.amr, map)?,
                "sid" => self.read("sid", &mut claims.sid, map)?,
                "roles" => self.read("roles", &mut claims.roles, map)?,
                "permissions" => self.read("permissions", &mut claims.permissions, map)?,
                _ => self.read_extra(name.into_owned(), &mut claims.extra, map)?,
            }
        }
        Ok(claims)
    }
}

/// Seconds since 1970 (RFC 7519 2). A fraction is allowed there and cut off here; a time before
/// 1970 counts as 0.
struct NumericDate(u64);

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumericDateVisitor)
    }
}

struct NumericDateVisitor;

impl Visitor<'_> for NumericDateVisitor {
    type Value = NumericDate;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number of seconds")
    }

    fn visit_u64<E>(self, seconds: u64) -> Result<NumericDate, E> {
        Ok(NumericDate(seconds))
    }

    fn visit_i64<E>(self, seconds: i64) -> Result<NumericDate, E> {
        Ok(NumericDate(u64::try_from(seconds).unwrap_or(0)))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates at both ends, which is what is meant"
    )]
    fn visit_f64<E>(self, seconds: f64) -> Result<NumericDate, E> {
        Ok(NumericDate(seconds as u64))
    }
}

/// One string, or an array of them (RFC 7519 4.1.3).
struct OneOrMany(Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor)
    }
}

struct OneOrManyVisitor;

impl<'de> Visitor<'de> for OneOrManyVisitor {
    type Value = OneOrMany;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string or an array of strings")
    }

    fn visit_str<E>(self, one: &str) -> Result<OneOrMany, E> {
        Ok(OneOrMany(vec![one.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<OneOrMany, A::Error> {
        let mut many = Vec::new();
        while let Some(item) = items.next_element()? {
            many.push(item);
        }
        Ok(OneOrMany(many))
    }
}

/// Scopes, separated by blanks (RFC 6749 3.3).
#[derive(Default)]
struct Words(Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let BorrowedText(text) = BorrowedText::deserialize(deserializer)?;
        let words = text.split(' ').filter(|word| !word.is_empty());
        Ok(Self(words.map(str::to_owned).collect()))
    }
}
