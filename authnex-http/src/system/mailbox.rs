use authnex_core::{
    foundation::{MailId, Timestamp},
    mail::Mail,
};
use axum::{Json, extract::State};
use http::HeaderMap;
use serde::Serialize;

use crate::{error::Failure, mailbox::is_read_locally, state::HttpState};

/// A mail of the development mailbox.
#[derive(Serialize)]
pub(super) struct MailView {
    id: MailId,
    tenant: String,
    kind: &'static str,
    to: String,
    subject: String,
    text: String,
    html: String,
    links: Vec<String>,
    code: Option<String>,
    at: Timestamp,
}

impl From<Mail> for MailView {
    fn from(mail: Mail) -> Self {
        let content = mail.content;
        Self {
            id: mail.id,
            tenant: mail.tenant.to_string(),
            kind: mail.kind.as_str(),
            to: content.to,
            subject: content.subject,
            text: content.text,
            html: content.html,
            links: content.link.into_iter().collect(),
            code: content.code,
            at: mail.created_at,
        }
    }
}

/// `GET /dev/mailbox.json`: the newest first; 404 but in development.
pub(super) async fn list(
    State(state): State<HttpState>,
    headers: HeaderMap,
) -> Result<Json<Vec<MailView>>, Failure> {
    let mailbox = state.mailbox().filter(|_| is_read_locally(&headers));
    let mailbox = mailbox.ok_or_else(Failure::not_found)?;
    Ok(Json(mailbox.mails().into_iter().map(Into::into).collect()))
}
