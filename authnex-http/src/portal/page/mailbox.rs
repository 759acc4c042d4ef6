use askama::Template;
use authnex_core::{foundation::MailId, mail::Mail};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_SECURITY_POLICY};

use crate::{
    error::Failure,
    extract::Visitor,
    mailbox::{DevMailbox, is_read_locally},
    portal::{frame::Frame, look::Look, response::page},
    state::HttpState,
};

/// The styles of a mail stand in it, so this one page lets them; its frame runs no script and opens nothing.
const MAIL_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'none'; \
     frame-ancestors 'none'; base-uri 'none'",
);

/// How many the page lists; `/dev/mailbox.json` has all that are kept.
const LISTED: usize = 50;

/// A row of the list.
struct Row {
    id: String,
    tenant: String,
    to: String,
    subject: String,
    at: String,
}

impl From<&Mail> for Row {
    fn from(mail: &Mail) -> Self {
        Self {
            id: mail.id.to_string(),
            tenant: mail.tenant.to_string(),
            to: mail.content.to.clone(),
            subject: mail.content.subject.clone(),
            at: mail.created_at.to_string(),
        }
    }
}

#[derive(Template)]
#[template(path = "portal/mailbox.html")]
struct MailboxPage {
    frame: Frame,
    mails: Vec<Row>,
}

#[derive(Template)]
#[template(path = "portal/mailbox_mail.html")]
struct MailPage {
    frame: Frame,
    row: Row,
    text: String,
    html: String,
    link: Option<String>,
    code: Option<String>,
    /// The way back.
    trail: Vec<(String, String)>,
}

fn mailbox<'s>(state: &'s HttpState, headers: &HeaderMap) -> Option<&'s DevMailbox> {
    state.mailbox().filter(|_| is_read_locally(headers))
}

/// The mails, the newest first; 404 but in development.
pub(in crate::portal) async fn list(
    State(state): State<HttpState>,
    look: Look,
    headers: HeaderMap,
    visitor: Visitor,
) -> Response {
    let Some(mailbox) = mailbox(&state, &headers) else {
        return Failure::not_found().into_response();
    };
    let template = MailboxPage {
        frame: look.bare(look.texts.get("mailbox-title")),
        mails: mailbox.mails().iter().take(LISTED).map(Row::from).collect(),
    };
    page(&visitor, StatusCode::OK, &template)
}

/// One mail.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    look: Look,
    headers: HeaderMap,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let id: Option<MailId> = id.parse().ok();
    let mails = mailbox(&state, &headers).map(DevMailbox::mails);
    let mut mails = mails.unwrap_or_default().into_iter();
    let Some(mail) = mails.find(|mail| Some(mail.id) == id) else {
        return Failure::not_found().into_response();
    };
    let template = MailPage {
        frame: look.bare(look.texts.get("mailbox-title")),
        row: Row::from(&mail),
        text: mail.content.text,
        html: mail.content.html,
        link: mail.content.link,
        code: mail.content.code,
        trail: vec![(
            look.texts.get("mailbox-title"),
            format!("{}/dev/mailbox", look.base),
        )],
    };
    let mut response = page(&visitor, StatusCode::OK, &template);
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, MAIL_POLICY);
    response
}
