//! Texts of the pages by Fluent message ids, one file a language, and the language that a request asks for.

mod accept;
#[cfg(feature = "portal")]
mod language;

pub(crate) use accept::language_of;
#[cfg(feature = "portal")]
pub(crate) use language::{Texts, choose, find};
