use crate::{
    portal::{asset, flash::Flash},
    text::Texts,
};

/// What every page has around it.
pub(super) struct Frame {
    pub(super) texts: &'static Texts,
    /// The path of the base URL, without a slash at the end.
    pub(super) base: String,
    pub(super) title: String,
    pub(super) flash: Option<Flash>,
    pub(super) stylesheet: &'static str,
}

impl Frame {
    pub(super) fn new(texts: &'static Texts, base: String, title: String) -> Self {
        Self {
            texts,
            base,
            title,
            flash: None,
            stylesheet: asset::stylesheet_path(),
        }
    }
}
