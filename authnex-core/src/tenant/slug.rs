use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Slugs that would read as a part of the product.
const RESERVED: [&str; 12] = [
    "admin",
    "api",
    "assets",
    "authnex",
    "dev",
    "docs",
    "healthz",
    "metrics",
    "portal",
    "readyz",
    "www",
    "well-known",
];

/// Why a text is no slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SlugError {
    /// Shorter than 2 or longer than 40 characters.
    #[error("an organization identifier has 2 to 40 characters")]
    Length,
    /// Something else than a-z, 0-9 and single hyphens inside.
    #[error(
        "an organization identifier has lower-case letters, digits and single hyphens between them"
    )]
    Characters,
    /// A name that the product needs for itself.
    #[error("this organization identifier is reserved")]
    Reserved,
}

impl SlugError {
    /// Stable name of the fault.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "slug_length",
            Self::Characters => "slug_characters",
            Self::Reserved => "slug_reserved",
        }
    }
}

/// A tenant's organization identifier: 2 to 40 characters of a-z, 0-9 and single inner hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slug(String);

impl Slug {
    /// Takes a typed text in; outer blanks and upper case are forgiven.
    ///
    /// # Errors
    /// [`SlugError`] names what is wrong.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let slug = text.trim().to_ascii_lowercase();
        if !(2..=40).contains(&slug.len()) {
            return Err(SlugError::Length);
        }
        let well_formed = slug
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
            && !slug.starts_with('-')
            && !slug.ends_with('-')
            && !slug.contains("--");
        if !well_formed {
            return Err(SlugError::Characters);
        }
        if RESERVED.contains(&slug.as_str()) {
            return Err(SlugError::Reserved);
        }
        Ok(Self(slug))
    }

    /// The slug's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        Self::parse(text)
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Slug {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
