use super::Failure;

/// What an error page shows. Everything in it is fixed text or checked; the page escapes it nevertheless.
#[cfg(feature = "portal")]
#[derive(Clone, Copy)]
pub(crate) struct ErrorPage<'a> {
    /// The status of the answer.
    pub(crate) status: u16,
    /// Stable name of the error: the page's text is looked up by it.
    pub(crate) code: &'a str,
    /// English title, for a code that has no text yet.
    pub(crate) title: &'a str,
    /// English detail, for a code that has no text yet.
    pub(crate) detail: &'a str,
    /// The request's id; with 5xx only.
    pub(crate) request_id: Option<&'a str>,
    /// The organization whose page it is.
    pub(crate) owner: Option<&'a authnex_core::TenantHandle>,
    /// How pages look for this browser.
    pub(crate) look: &'a crate::portal::Look,
}

/// The page of a failure.
#[cfg(feature = "portal")]
pub(super) fn body(
    failure: &Failure,
    request_id: Option<&str>,
    look: &crate::portal::Look,
) -> String {
    let page = ErrorPage {
        status: failure.status.as_u16(),
        code: failure.code,
        title: failure.title,
        detail: &failure.detail,
        request_id: request_id.filter(|_| failure.status.is_server_error()),
        owner: failure.owner.as_deref(),
        look,
    };
    crate::portal::render_error_page(&page)
}

/// The page of a failure. Without the portal there are no templates.
#[cfg(not(feature = "portal"))]
pub(super) fn body(failure: &Failure, request_id: Option<&str>) -> String {
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <main><h1>{title}</h1><p>{detail}</p><p>{id}</p></main></html>",
        title = escape(failure.title),
        detail = escape(&failure.detail),
        id = request_id
            .filter(|_| failure.status.is_server_error())
            .map(escape)
            .unwrap_or_default(),
    )
}
