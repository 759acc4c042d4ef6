use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Why a text is no plan's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a plan's name has 1 to 40 of a-z, 0-9, '-', '_'")]
pub struct PlanNameError;

/// The name of the plan that a tenant is on: 1 to 40 characters of a-z, 0-9, `-`, `_`; `free` at first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlanName(String);

impl Default for PlanName {
    fn default() -> Self {
        Self("free".to_owned())
    }
}

impl PlanName {
    /// Takes a name in.
    ///
    /// # Errors
    /// [`PlanNameError`] if it has another shape.
    pub fn parse(text: &str) -> Result<Self, PlanNameError> {
        let fits = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_'));
        fits.then(|| Self(text.to_owned())).ok_or(PlanNameError)
    }

    /// The name's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for PlanName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PlanName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
