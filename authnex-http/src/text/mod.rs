//! Texts of the pages by Fluent message ids, one file a language.

mod accept;
mod language;

pub(crate) use language::{Texts, choose};
