use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use authnex_core::{
    mail::Mail,
    port::{MailError, Mailer},
};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        self, PoolConfig,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};

use super::smtp_options::{Protection, SmtpOptions};

/// How long one command may take.
const COMMAND_LIMIT: Duration = Duration::from_secs(15);
/// Connections that are kept.
const CONNECTIONS: u32 = 8;
/// For how long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(30);

/// Hands mails over to a server by SMTP (RFC 5321), over connections that are kept for a while.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SmtpMailer")
    }
}

impl SmtpMailer {
    /// Makes the mailer; it connects with the first mail. To be called within a tokio runtime.
    ///
    /// # Errors
    /// [`MailError`] if the host's name does not do for TLS.
    pub fn new(options: &SmtpOptions) -> Result<Self, MailError> {
        let parameters = || {
            TlsParameters::new_rustls(options.host.clone())
                .map_err(|_| MailError::Permanent("the host's name does not do for TLS".to_owned()))
        };
        let tls = match options.protection {
            Protection::Implicit => Tls::Wrapper(parameters()?),
            Protection::Required => Tls::Required(parameters()?),
            Protection::Opportunistic => Tls::Opportunistic(parameters()?),
            Protection::None => Tls::None,
        };
        let pool = PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&*options.host)
            .port(options.port)
            .tls(tls)
            .timeout(Some(COMMAND_LIMIT))
            .pool_config(pool);
        if let Some((user, password)) = &options.credentials {
            let password = password.expose().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self {
            transport: builder.build(),
            from: options.from.clone(),
        })
    }

    /// Connects, with TLS and credentials as the options say, and greets the server; no mail is sent.
    ///
    /// # Errors
    /// [`MailError`] says what does not do.
    pub async fn check(&self) -> Result<(), MailError> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(MailError::Temporary(
                "the server greets and then does not answer".to_owned(),
            )),
            Err(error) => Err(reason(&error)),
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let refused = |what: &str| MailError::Permanent(what.to_owned());
        let to: Address = mail
            .content
            .to
            .parse()
            .map_err(|_| refused("the address is not one that mail can be sent to"))?;
        let micros = u64::try_from(mail.created_at.as_micros()).unwrap_or(0);
        // The same mail is the same message, also when it comes twice (RFC 5322 3.6.4).
        let id = format!("<{}@{}>", mail.id, self.from.email.domain());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .date(SystemTime::UNIX_EPOCH + Duration::from_micros(micros))
            .message_id(Some(id))
            .subject(&*mail.content.subject)
            // RFC 3834 5: nobody's holiday notice answers it.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .multipart(MultiPart::alternative_plain_html(
                mail.content.text.clone(),
                mail.content.html.clone(),
            ))
            .map_err(|_| refused("the message could not be built"))
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = self.message(mail)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(reason(&error)),
        }
    }
}

/// What a failure means. The server's words are left out: they like to repeat the recipient's address.
fn reason(error: &smtp::Error) -> MailError {
    let Some(code) = error.status() else {
        return MailError::Temporary(
            match () {
                () if error.is_timeout() => "the server did not answer in time",
                () if error.is_tls() => "TLS with the server failed",
                () if error.is_response() => "the server's answer was not understood",
                () if error.is_client() => "the server does not offer what is needed",
                () => "the server could not be reached",
            }
            .to_owned(),
        );
    };
    let code = code.to_string();
    let text = format!("the server answered {code}");
    // Refused credentials are the operator's to mend, and no fault of the mail (RFC 4954 6).
    let about_credentials = matches!(&*code, "530" | "534" | "535" | "538");
    if error.is_permanent() && !about_credentials {
        MailError::Permanent(text)
    } else {
        MailError::Temporary(text)
    }
}
