use authnex_http::outbound::SmtpMailer;

use super::Check;
use crate::config::{Config, MailRoute};

/// Whether mail goes out: the server is greeted, and no mail is sent.
pub(super) async fn check(config: &Config) -> Check {
    match &config.mail {
        MailRoute::Mailbox => Check::ok("mail", "goes to the development mailbox, /dev/mailbox"),
        MailRoute::Nowhere => Check::warn(
            "mail",
            "goes nowhere and waits in the outbox: set AUTHNEX_SMTP_URL and AUTHNEX_MAIL_FROM",
        ),
        MailRoute::Smtp(options) => {
            let mailer = match SmtpMailer::new(options) {
                Ok(mailer) => mailer,
                Err(error) => return Check::fail("mail", format!("smtp_url: {error}")),
            };
            match mailer.check().await {
                Ok(()) => Check::ok("mail", "the SMTP server answers"),
                Err(error) => Check::fail("mail", format!("{error}: look at AUTHNEX_SMTP_URL")),
            }
        }
    }
}
