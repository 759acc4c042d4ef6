//! The development mailbox: a mailer that keeps the newest mails in memory, to be looked at in a browser.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use authnex_core::{
    mail::Mail,
    port::{MailError, Mailer},
};

/// Mails that are kept; the oldest go first.
const CAPACITY: usize = 200;

/// Keeps mails in memory instead of sending them: for development alone.
///
/// Give it to the engine as its mailer and to [`ServiceBuilder::mailbox`](crate::ServiceBuilder::mailbox), and it
/// is shown at `/dev/mailbox` and `/dev/mailbox.json` — on a plain-http loopback base URL only. Clones are one.
#[derive(Clone, Debug, Default)]
pub struct DevMailbox(Arc<Mutex<VecDeque<Mail>>>);

impl DevMailbox {
    /// An empty mailbox.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// All mails that are kept, the newest first.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut mails: Vec<Mail> = kept.iter().rev().cloned().collect();
        // They are sent several at once, and may overtake each other.
        mails.sort_by_key(|mail| std::cmp::Reverse(mail.created_at));
        mails
    }
}

#[async_trait]
impl Mailer for DevMailbox {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A mail that comes twice is one mail.
        if kept.iter().all(|known| known.id != mail.id) {
            if kept.len() >= CAPACITY {
                kept.pop_front();
            }
            kept.push_back(mail.clone());
        }
        Ok(())
    }
}

/// Whether the browser names this machine by a name of its own or by an address: a page of elsewhere whose name
/// was bound anew to the loopback address reads no mails.
pub(crate) fn is_read_locally(headers: &http::HeaderMap) -> bool {
    let Some(host) = headers.get(http::header::HOST) else {
        return true;
    };
    let url = host
        .to_str()
        .ok()
        .and_then(|host| url::Url::parse(&format!("http://{host}/")).ok());
    match url.as_ref().and_then(url::Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header::HOST};

    use super::is_read_locally;

    #[test]
    fn names_of_elsewhere_are_refused() {
        for (host, taken) in [
            ("localhost:8080", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("acme.localhost", true),
            ("evil.example:8080", false),
            ("localhost.evil.example", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            assert_eq!(is_read_locally(&headers), taken, "{host}");
        }
    }
}
