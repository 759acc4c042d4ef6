use std::{fmt::Write, sync::LazyLock};

use ring::digest::{SHA256, digest};

const STYLESHEET: &str = include_str!("../../templates/style.css");

/// The name holds the content's hash, so that browsers may keep it for good.
static STYLESHEET_PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = digest(&SHA256, STYLESHEET.as_bytes());
    let mut path = "/assets/authnex.".to_owned();
    for byte in digest.as_ref().iter().take(6) {
        // Writing to a string cannot fail.
        let _ = write!(path, "{byte:02x}");
    }
    path.push_str(".css");
    path
});

/// The path of the stylesheet below the base URL.
pub(super) fn stylesheet_path() -> &'static str {
    &STYLESHEET_PATH
}

/// The text of a file by its name; `None` if there is none.
pub(super) fn find(file: &str) -> Option<&'static str> {
    let name = stylesheet_path().strip_prefix("/assets/")?;
    (file == name).then_some(STYLESHEET)
}
