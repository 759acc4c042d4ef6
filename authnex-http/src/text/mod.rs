//! Texts of the pages by Fluent message ids, one file a language.

mod language;

pub(crate) use language::{Texts, choose};
