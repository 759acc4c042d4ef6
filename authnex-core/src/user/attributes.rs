use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What an application keeps with a user under names of its own: a JSON object. AuthNex stores and shows it, and
/// decides nothing by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attributes(pub Map<String, Value>);

/// The attributes are too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("attributes have at most {} bytes as JSON", Attributes::MAX_BYTES)]
pub struct AttributesError;

impl Attributes {
    /// The most bytes that they have as JSON.
    pub const MAX_BYTES: usize = 16 * 1024;

    /// Checks their size.
    ///
    /// # Errors
    /// [`AttributesError`] when they are too large.
    pub fn check(&self) -> Result<(), AttributesError> {
        let size = serde_json::to_vec(&self.0).map_or(usize::MAX, |json| json.len());
        (size <= Self::MAX_BYTES)
            .then_some(())
            .ok_or(AttributesError)
    }
}
