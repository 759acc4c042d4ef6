use serde::Serialize;
use serde_json::{Map, Value};

use super::{FIELDS, PolicyOverrides};

/// One change that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatchFault {
    /// The name as it was sent.
    pub field: String,
    /// Stable name of the fault: `unknown_rule`, or `wrong_value`.
    pub code: &'static str,
    /// What to do about it.
    pub detail: String,
}

impl PolicyOverrides {
    /// These overrides with some changed: a null takes one away (RFC 7396).
    ///
    /// # Errors
    /// Each change that is no rule, or whose value is of another type. Ranges are checked by
    /// [`PolicyOverrides::check`].
    pub fn patched(&self, changes: &Map<String, Value>) -> Result<Self, Vec<PatchFault>> {
        let faults: Vec<PatchFault> = changes
            .iter()
            .filter_map(|(name, value)| fault_of(name, value))
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut all = members(self);
        for (name, value) in changes {
            if value.is_null() {
                all.remove(name);
            } else {
                all.insert(name.clone(), value.clone());
            }
        }
        // Each change was read by itself above.
        serde_json::from_value(Value::Object(all)).map_err(|error| {
            vec![PatchFault {
                field: String::new(),
                code: "wrong_value",
                detail: error.to_string(),
            }]
        })
    }
}

fn fault_of(name: &str, value: &Value) -> Option<PatchFault> {
    let Some(field) = FIELDS.iter().find(|field| field.name == name) else {
        return Some(PatchFault {
            field: name.chars().take(64).collect(),
            code: "unknown_rule",
            detail: "there is no such rule".to_owned(),
        });
    };
    if value.is_null() {
        return None;
    }
    let alone = Map::from_iter([(name.to_owned(), value.clone())]);
    let read = serde_json::from_value::<PolicyOverrides>(Value::Object(alone));
    read.is_err().then(|| PatchFault {
        field: name.to_owned(),
        code: "wrong_value",
        detail: format!("give {}, or null for the platform's", field.kind),
    })
}

/// What JSON says of a policy, by name.
pub(super) fn members(policy: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(policy) {
        Ok(Value::Object(members)) => members,
        // A struct of plain values is always an object.
        _ => Map::new(),
    }
}
