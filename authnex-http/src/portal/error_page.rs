use askama::Template;

use super::frame::Frame;
use crate::{error::page::ErrorPage, text::choose};

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage {
    frame: Frame,
    /// The status of an error; empty where nothing went wrong.
    status: String,
    detail: String,
    reference: String,
    link: String,
    link_text: String,
}

/// The page of an error: what to do, and a reference where the server is at fault. It holds no form.
pub(crate) fn render_error_page(page: &ErrorPage<'_>) -> String {
    let texts = choose(page.accept_language);
    let title = texts.or(&format!("problem-{}-title", page.code), page.title);
    let reference = page
        .request_id
        .map(|id| texts.with("error-page-id", "id", id));
    let template = ResultPage {
        status: page.status.to_string(),
        detail: texts.or(&format!("problem-{}-detail", page.code), page.detail),
        reference: reference.unwrap_or_default(),
        link: page.home.to_owned(),
        link_text: texts.get("error-page-home"),
        frame: Frame::new(texts, page.home.trim_end_matches('/').to_owned(), title),
    };
    template.render().unwrap_or_default()
}

/// A page that says that something is done. It holds no form.
pub(super) fn result_page(
    frame: Frame,
    detail: String,
    (link, link_text): (String, String),
) -> impl Template {
    ResultPage {
        status: String::new(),
        frame,
        detail,
        reference: String::new(),
        link,
        link_text,
    }
}
