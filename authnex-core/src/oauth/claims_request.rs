use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Refusal;
use crate::jose::strict_json;

/// How a claim is asked for (OpenID Connect Core 5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimWish {
    /// Whether the client cannot do without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub essential: bool,
    /// The values that it wants; empty = any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

/// Claims that are asked for one by one: the parameter `claims`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// At userinfo.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub userinfo: BTreeMap<String, ClaimWish>,
    /// In the ID token.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub id_token: BTreeMap<String, ClaimWish>,
}

const REFUSED: Refusal =
    Refusal::request("claims is not a JSON object as of OpenID Connect Core 5.5");

/// The most claims that can be asked for, and the longest document in bytes.
const MAX_CLAIMS: usize = 50;
const MAX_BYTES: usize = 4_096;

impl ClaimsRequest {
    pub(super) fn read(text: Option<&str>) -> Result<Self, Refusal> {
        let Some(text) = text else {
            return Ok(Self::default());
        };
        if text.len() > MAX_BYTES {
            return Err(REFUSED);
        }
        let document = strict_json::parse_object(text.as_bytes()).map_err(|_| REFUSED)?;
        Ok(Self {
            userinfo: wishes(document.get("userinfo"))?,
            id_token: wishes(document.get("id_token"))?,
        })
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }
}

fn wishes(member: Option<&Value>) -> Result<BTreeMap<String, ClaimWish>, Refusal> {
    let claims = match member {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(Value::Object(claims)) if claims.len() <= MAX_CLAIMS => claims,
        Some(_) => return Err(REFUSED),
    };
    claims
        .iter()
        .map(|(name, wish)| Ok((name.clone(), read_wish(wish)?)))
        .collect()
}

fn read_wish(wish: &Value) -> Result<ClaimWish, Refusal> {
    match wish {
        Value::Null => Ok(ClaimWish::default()),
        Value::Object(members) => Ok(ClaimWish {
            essential: match members.get("essential") {
                None => false,
                Some(Value::Bool(essential)) => *essential,
                Some(_) => return Err(REFUSED),
            },
            values: values(members)?,
        }),
        _ => Err(REFUSED),
    }
}

fn values(members: &Map<String, Value>) -> Result<Vec<Value>, Refusal> {
    let many = match members.get("values") {
        None => Vec::new(),
        Some(Value::Array(values)) => values.clone(),
        Some(_) => return Err(REFUSED),
    };
    Ok(members
        .get("value")
        .cloned()
        .into_iter()
        .chain(many)
        .collect())
}
