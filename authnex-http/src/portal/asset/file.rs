use std::borrow::Cow;

use super::{Brand, Bundle};

/// A file as it is served.
#[derive(Debug)]
pub(in crate::portal) struct File {
    pub(in crate::portal) content_type: &'static str,
    pub(in crate::portal) text: Cow<'static, str>,
}

/// The file of this name; `None` if there is none.
pub(in crate::portal) fn find(name: &str) -> Option<File> {
    if let Some(brand) = Brand::of_file(name) {
        return Some(File {
            content_type: Bundle::PageCss.content_type(),
            text: brand.sheet().into(),
        });
    }
    let bundle = Bundle::ALL
        .into_iter()
        .find(|bundle| bundle.built().name == name)?;
    Some(File {
        content_type: bundle.content_type(),
        text: bundle.built().text.as_str().into(),
    })
}
