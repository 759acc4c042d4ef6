use std::{borrow::Cow, cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::{Algorithm, jws::JwsError, strict_json::BorrowedText};

/// What a verifier takes from a protected header ([RFC 7515] 4). `jku`, `jwk`, `x5u`, `x5c` and
/// every unknown name are read over: a token does not choose the key that judges it.
///
/// [RFC 7515]: https://www.rfc-editor.org/rfc/rfc7515
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct JwsHeader {
    /// `alg`; only to be compared with the key's.
    pub algorithm: Algorithm,
    /// `kid`.
    pub kid: Option<String>,
    /// `typ`, as written.
    pub typ: Option<String>,
}

/// No sound header has more; the bound keeps the search for repeated names short.
const MAX_MEMBERS: usize = 32;

/// A longer `kid` is no name of a key, and it would go into errors and logs.
const MAX_KID_BYTES: usize = 256;

impl JwsHeader {
    pub(super) fn parse(json: &[u8]) -> Result<Self, JwsError> {
        let cause = Cell::new(None);
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        HeaderSeed { cause: &cause }
            .deserialize(&mut deserializer)
            .and_then(|header| deserializer.end().map(|()| header))
            .map_err(|_| cause.take().unwrap_or(JwsError::Header))
    }
}

struct HeaderSeed<'a> {
    cause: &'a Cell<Option<JwsError>>,
}

impl HeaderSeed<'_> {
    fn refuse<T, E: Error>(&self, cause: JwsError) -> Result<T, E> {
        let error = E::custom(cause);
        self.cause.set(Some(cause));
        Err(error)
    }

    fn set<T, E: Error>(&self, slot: &mut Option<T>, value: T) -> Result<(), E> {
        if slot.replace(value).is_some() {
            return self.refuse(JwsError::DuplicateMember);
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for HeaderSeed<'_> {
    type Value = JwsHeader;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<JwsHeader, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for HeaderSeed<'_> {
    type Value = JwsHeader;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JOSE header")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<JwsHeader, A::Error> {
        let (mut algorithm, mut kid, mut typ) = (None, None, None);
        let mut others: Vec<Cow<'de, str>> = Vec::new();
        while let Some(BorrowedText(name)) = members.next_key()? {
            match name.as_ref() {
                "alg" => {
                    let name: BorrowedText<'de> = members.next_value()?;
                    self.set(&mut algorithm, name.0)?;
                }
                "kid" => self.set(&mut kid, members.next_value::<String>()?)?,
                "typ" => self.set(&mut typ, members.next_value::<String>()?)?,
                "crit" => return self.refuse(JwsError::CriticalHeader),
                "b64" => return self.refuse(JwsError::UnencodedPayload),
                _ if others.contains(&name) => return self.refuse(JwsError::DuplicateMember),
                _ if others.len() == MAX_MEMBERS => return self.refuse(JwsError::Header),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                    others.push(name);
                }
            }
        }
        if kid.as_ref().is_some_and(|kid| kid.len() > MAX_KID_BYTES) {
            return self.refuse(JwsError::Header);
        }
        let Some(name) = algorithm else {
            return self.refuse(JwsError::Header);
        };
        match name.parse() {
            Ok(algorithm) => Ok(JwsHeader {
                algorithm,
                kid,
                typ,
            }),
            Err(_) => self.refuse(JwsError::AlgorithmNotSupported),
        }
    }
}
