use askama::Template;

use super::{MailContent, MailKind, NewMail, text::texts};
use crate::{
    foundation::{Entropy, Language, MailId, TenantScope, Timestamp},
    user::Email,
};

/// What a mail is made of, before it is rendered and sealed.
pub(crate) struct Draft<'a> {
    pub(crate) kind: MailKind,
    pub(crate) to: &'a Email,
    pub(crate) language: Language,
    /// Below the base URL, made by us.
    pub(crate) link: String,
    /// The link's life in minutes, if it ends.
    pub(crate) link_minutes: Option<u32>,
    /// The code, with its life in minutes.
    pub(crate) code: Option<(String, u32)>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    language: &'static str,
    subject: &'a str,
    lead: &'a str,
    link: Option<&'a str>,
    button: &'a str,
    life: Option<&'a str>,
    link_plain: &'a str,
    code: Option<&'a str>,
    code_lead: &'a str,
    note: &'a str,
    sent_for: &'a str,
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'a> {
    subject: &'a str,
    lead: &'a str,
    link: Option<&'a str>,
    life: Option<&'a str>,
    code: Option<&'a str>,
    code_lead: &'a str,
    note: &'a str,
    sent_for: &'a str,
}

impl Draft<'_> {
    /// Renders and seals it.
    ///
    /// # Errors
    /// The renderer's, which no input can cause.
    pub(crate) fn seal(
        &self,
        scope: &TenantScope,
        id: MailId,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<NewMail, askama::Error> {
        let snapshot = scope.snapshot();
        let content = self.render(&snapshot.tenant.name, now)?;
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&content).unwrap_or_default());
        let place = MailContent::place(snapshot.tenant.id, id);
        Ok(NewMail {
            id,
            user: None,
            kind: self.kind,
            body: snapshot.data_key.seal(&place, &plain, entropy),
            created_at: now,
        })
    }

    fn render(&self, organization: &str, now: Timestamp) -> Result<MailContent, askama::Error> {
        let texts = texts(self.language);
        let name = self.kind.as_str().replace('_', "-");
        let organization = unlinked(organization);
        let time = minute(now);
        let values = [
            ("organization", organization.as_str()),
            ("time", time.as_str()),
        ];
        let own = |part: &str| texts.get(&format!("{name}-{part}"), &values);
        let (lead, button, note) = (own("lead"), own("button"), own("note"));
        let subject = one_line(&own("subject"));
        let life = self.link_minutes.map(|minutes| match minutes {
            60 => texts.get("link-hour", &[]),
            minutes if minutes < 60 => {
                texts.get("link-minutes", &[("minutes", &minutes.to_string())])
            }
            minutes => texts.get("link-hours", &[("hours", &(minutes / 60).to_string())]),
        });
        let minutes = self.code.as_ref().map_or(0, |(_, minutes)| *minutes);
        let code_lead = texts.get("code-lead", &[("minutes", &minutes.to_string())]);
        let code = self.code.as_ref().map(|(code, _)| code.as_str());
        let sent_for = texts.get("sent-for", &values);
        let html = Html {
            language: self.language.tag(),
            subject: &subject,
            lead: &lead,
            link: Some(&self.link),
            button: &button,
            life: life.as_deref(),
            link_plain: &texts.get("link-plain", &[]),
            code,
            code_lead: &code_lead,
            note: &note,
            sent_for: &sent_for,
        };
        let text = Text {
            subject: &subject,
            lead: &lead,
            link: Some(&self.link),
            life: life.as_deref(),
            code,
            code_lead: &code_lead,
            note: &note,
            sent_for: &sent_for,
        };
        Ok(MailContent {
            to: self.to.as_str().to_owned(),
            text: text.render()?,
            html: html.render()?,
            link: Some(self.link.clone()),
            code: code.map(str::to_owned),
            subject,
        })
    }
}

/// `2026-01-31 17:05`, of a time in UTC.
fn minute(at: Timestamp) -> String {
    at.to_string().replace('T', " ").chars().take(16).collect()
}

/// No line break gets into a header.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).collect()
}

/// A name that others gave, so that no mail program makes a link of it: a zero-width space stands where an
/// address would go on.
fn unlinked(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        text.push(if c.is_control() { ' ' } else { c });
        let goes_on = rest.peek().is_some_and(|next| !next.is_whitespace());
        if matches!(c, '.' | '/' | ':' | '@') && goes_on {
            text.push('\u{200b}');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Draft, unlinked};
    use crate::{
        foundation::{Language, Timestamp},
        mail::{MailContent, MailKind},
        user::Email,
    };

    const LINK: &str = "http://localhost:8080/t/acme/reset-password?code=anx_ott_x";

    fn render(kind: MailKind, language: Language, organization: &str) -> MailContent {
        let draft = Draft {
            kind,
            to: &Email::parse("ada@example.test").unwrap(),
            language,
            link: LINK.to_owned(),
            link_minutes: Some(60),
            code: Some(("12345678".to_owned(), 10)),
        };
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        draft.render(organization, now).unwrap()
    }

    #[test]
    fn every_kind_has_its_texts_in_every_language() {
        for kind in MailKind::ALL {
            for language in Language::ALL {
                let mail = render(kind, language, "Acme");
                for part in [&mail.subject, &mail.text, &mail.html] {
                    let id = kind.as_str().replace('_', "-");
                    assert!(!part.contains(&format!("{id}-")), "{part}");
                    assert!(part.contains("Acme"), "{part}");
                }
                for body in [&mail.text, &mail.html] {
                    assert!(body.contains(LINK) && body.contains("12345678"), "{body}");
                }
            }
        }
    }

    #[test]
    fn what_a_tenant_is_called_is_text_and_no_markup() {
        let mail = render(
            MailKind::VerifyEmail,
            Language::English,
            "<b>A&B</b>\r\nBcc: x@example.test http://evil.test",
        );
        assert!(!mail.html.contains("<b>A"), "{}", mail.html);
        assert!(!mail.subject.contains(['\r', '\n']), "{}", mail.subject);
        for body in [&mail.subject, &mail.text, &mail.html] {
            assert!(!body.contains("http://evil"), "{body}");
            assert!(!body.contains("evil.test"), "{body}");
            assert!(!body.contains("x@example.test"), "{body}");
        }
        let links = mail.html.matches("href=\"").count();
        assert_eq!(
            links,
            mail.html.matches(&format!("href=\"{LINK}\"")).count()
        );
    }

    #[test]
    fn a_plain_name_stays_as_it_is() {
        assert_eq!(unlinked("Acme Inc."), "Acme Inc.");
        assert_eq!(unlinked("a.b"), "a.\u{200b}b");
    }

    #[test]
    fn the_languages_differ() {
        let [english, german] =
            [Language::English, Language::German].map(|l| render(MailKind::ResetPassword, l, "A"));
        assert_ne!(english.subject, german.subject);
        assert!(german.html.contains("lang=\"de\""));
    }
}
