/// One of a page's tabs: a link, as the server draws what it shows.
pub(super) struct Tab {
    pub(super) name: &'static str,
    pub(super) text: String,
    /// Its path, the base URL's included.
    pub(super) path: String,
    pub(super) is_current: bool,
}
