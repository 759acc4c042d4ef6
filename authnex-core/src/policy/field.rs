use std::fmt;

use super::Network;
use crate::{jose::Algorithm, password::HashParams};

/// One name of the policy: what forms and the reference say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyField {
    /// The name in JSON.
    pub name: &'static str,
    /// What may be set.
    pub kind: FieldKind,
    /// What it rules, in English.
    pub about: &'static str,
}

/// What values a name of the policy takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// One of these.
    Choice(&'static [&'static str]),
    /// Any of these.
    Choices(&'static [&'static str]),
    /// True or false.
    Flag,
    /// Texts, each one checked.
    List,
    /// A whole number within a range.
    Number {
        /// The least.
        least: u32,
        /// The greatest.
        most: u32,
    },
    /// An object of its own.
    Object,
}

/// What may be given, in English.
impl fmt::Display for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choice(choices) => write!(f, "one of {}", choices.join(", ")),
            Self::Choices(choices) => write!(f, "a list of {}", choices.join(", ")),
            Self::Flag => f.write_str("true or false"),
            Self::List => f.write_str("a list of texts of the right form"),
            Self::Number { least, most } => write!(f, "a whole number from {least} to {most}"),
            Self::Object => f.write_str("an object of the right form"),
        }
    }
}

/// A type that a name of the policy may have.
pub trait FieldValue {
    /// What values it takes.
    const KIND: FieldKind;
}

impl FieldValue for bool {
    const KIND: FieldKind = FieldKind::Flag;
}

impl FieldValue for Vec<String> {
    const KIND: FieldKind = FieldKind::List;
}

impl FieldValue for Vec<Network> {
    const KIND: FieldKind = FieldKind::List;
}

impl FieldValue for HashParams {
    const KIND: FieldKind = FieldKind::Object;
}

impl FieldValue for Algorithm {
    const KIND: FieldKind = FieldKind::Choice(&["EdDSA", "ES256", "RS256"]);
}
