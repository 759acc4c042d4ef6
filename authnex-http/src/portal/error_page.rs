use askama::Template;

use super::frame::Frame;
use crate::error::page::ErrorPage;

#[derive(Template)]
#[template(path = "layout/result.html")]
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
    let texts = page.look.texts;
    let title = texts.or(&format!("problem-{}-title", page.code), page.title);
    let frame = page.look.bare(title);
    let template = ResultPage {
        status: page.status.to_string(),
        detail: texts.or(&format!("problem-{}-detail", page.code), page.detail),
        reference: page.request_id.unwrap_or_default().to_owned(),
        link: format!("{}/", page.look.base),
        link_text: texts.get("error-page-home"),
        frame: match page.owner {
            Some(owner) => frame.of(owner),
            None => frame,
        },
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
