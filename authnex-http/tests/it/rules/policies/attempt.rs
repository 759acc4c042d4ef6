use authnex_core::mail::MailKind;
use serde_json::{Value, json};

use super::{
    outcome::Outcome,
    people::{Ground, Person},
};
use crate::{
    harness::{Call, PASSWORD, post},
    pages::browser::{Browser, hidden},
    software_key::SoftwareKey,
};

/// Through what one comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Api,
    Hosted,
    Portal,
}

/// By what one signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Password,
    Passkey,
    MagicLink,
}

impl Door {
    pub(super) const ALL: [Self; 3] = [Self::Api, Self::Hosted, Self::Portal];

    const fn page(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Api | Self::Hosted => "hosted",
        }
    }
}

impl Method {
    pub(super) const ALL: [Self; 3] = [Self::Password, Self::Passkey, Self::MagicLink];

    /// The one that a table names.
    pub(super) fn named(name: &str) -> Self {
        let found = Self::ALL.into_iter().find(|one| format!("{one:?}") == name);
        found.unwrap_or_else(|| panic!("no method {name}"))
    }
}

/// What a sign-in waits with for its next step.
pub(super) enum Begun<'g> {
    Json(Value),
    Page(Box<Browser<'g>>),
}

impl Ground {
    /// Signs in from beginning to end, or to where a rule stops it.
    pub(super) async fn attempt(
        &self,
        slug: &str,
        (door, method): (Door, Method),
        person: &mut Person,
    ) -> Outcome {
        match method {
            Method::Password => {
                self.by_password(slug, door, (&person.email, PASSWORD))
                    .await
                    .0
            }
            Method::Passkey => {
                let key = person.key.as_mut().unwrap();
                match self.begin_passkey(slug, key).await {
                    Ok(answer) => self.finish_passkey(slug, door, answer).await,
                    Err(outcome) => outcome,
                }
            }
            Method::MagicLink => match self.mailed(slug, door, &person.email).await {
                Ok(token) => self.by_link(slug, door, &token).await,
                Err(outcome) => outcome,
            },
        }
    }

    pub(super) async fn by_password(
        &self,
        slug: &str,
        door: Door,
        (login, password): (&str, &str),
    ) -> (Outcome, Begun<'_>) {
        if door == Door::Api {
            let body = json!({"email": login, "password": password});
            let path = format!("/t/{slug}/api/v1/auth/sign-in");
            let reply = post(&path).json(&body).send(&self.world).await;
            return (Outcome::of_json(&reply), Begun::Json(reply.json()));
        }
        let mut browser = Browser::new(&self.world);
        let fields = [("email", login), ("password", password)];
        let reply = if door == Door::Portal {
            let page = format!("/portal/sign-in?organization={slug}");
            let fields = [("organization", slug), fields[0], fields[1]];
            browser.fill_in(&page, "/portal/sign-in", &fields).await
        } else {
            // A page without the field of passwords has no such form; whoever sends it all the same is refused.
            let page = format!("/t/{slug}/forgot-password");
            let action = format!("/t/{slug}/sign-in");
            browser.fill_in(&page, &action, &fields).await
        };
        (Outcome::of_page(&reply), Begun::Page(Box::new(browser)))
    }

    /// Gives the code that a sign-in by password waits for.
    pub(super) async fn give_code(
        &self,
        slug: &str,
        (door, begun): (Door, Begun<'_>),
        code: &str,
    ) -> Outcome {
        match begun {
            Begun::Json(waits) => {
                let body = json!({"flow": waits["flow"], "code": code});
                let path = format!("/t/{slug}/api/v1/auth/second-factor");
                Outcome::of_json(&post(&path).json(&body).send(&self.world).await)
            }
            Begun::Page(mut browser) => {
                let page = match door {
                    Door::Portal => "/portal/second-factor".to_owned(),
                    _ => format!("/t/{slug}/second-factor"),
                };
                Outcome::of_page(&browser.fill_in(&page, &page, &[("code", code)]).await)
            }
        }
    }

    /// The authenticator's answer, if it is asked.
    pub(super) async fn begin_passkey(
        &self,
        slug: &str,
        key: &mut SoftwareKey,
    ) -> Result<Value, Outcome> {
        let path = format!("/t/{slug}/api/v1/auth/passkey/begin");
        let reply = post(&path).json(&json!({})).send(&self.world).await;
        if reply.status != 200 {
            return Err(Outcome::of_json(&reply));
        }
        let begun = reply.json();
        let answer = key.answer(&begun["public_key"]).await;
        Ok(json!({"flow": begun["flow"], "credential": answer}))
    }

    pub(super) async fn finish_passkey(&self, slug: &str, door: Door, mut body: Value) -> Outcome {
        let path = format!("/t/{slug}/api/v1/auth/passkey/finish");
        if door == Door::Api {
            return Outcome::of_json(&post(&path).json(&body).send(&self.world).await);
        }
        // A page that is open already: nothing of the organization's own has to be shown for it.
        let mut browser = Browser::new(&self.world);
        let shown = browser.open("/portal/sign-up").await;
        let token = hidden(shown.text(), "csrf").unwrap();
        body["page"] = json!(door.page());
        let reply = browser
            .send(by_script(post(&path).json(&body), &token))
            .await;
        Outcome::of_json(&reply)
    }

    /// The token of the mail that signs in, if it is sent.
    pub(super) async fn mailed(
        &self,
        slug: &str,
        door: Door,
        email: &str,
    ) -> Result<String, Outcome> {
        let reply = if door == Door::Api {
            let path = format!("/t/{slug}/api/v1/auth/magic-link");
            let body = json!({"email": email});
            let reply = post(&path).json(&body).send(&self.world).await;
            if reply.status != 202 {
                return Err(Outcome::of_json(&reply));
            }
            reply
        } else {
            let fields = [("email", email), ("next", door.page())];
            let (page, action) = link_page(slug, door);
            let mut browser = Browser::new(&self.world);
            let reply = browser.fill_in(&page, &action, &fields).await;
            if reply.status != 200 {
                return Err(Outcome::of_page(&reply));
            }
            reply
        };
        assert!(!reply.text().contains("anx_ott_"));
        self.world.workers.deliver_mail().await.unwrap();
        let mails = self.mailbox.mails();
        let mail = mails
            .iter()
            .find(|mail| mail.kind == MailKind::SignIn && mail.content.to == email);
        let link = mail.and_then(|mail| mail.content.link.clone());
        let link = link.filter(|link| link.contains(&format!("/t/{slug}/")));
        let link = link.ok_or(Outcome::NotMailed)?;
        Ok(link.split_once("code=").unwrap().1.to_owned())
    }

    pub(super) async fn by_link(&self, slug: &str, door: Door, token: &str) -> Outcome {
        if door == Door::Api {
            let path = format!("/t/{slug}/api/v1/auth/magic-link");
            let body = json!({"token": token});
            return Outcome::of_json(&post(&path).json(&body).send(&self.world).await);
        }
        let (page, action) = link_page(slug, door);
        let fields = [("code", token), ("next", door.page())];
        let mut browser = Browser::new(&self.world);
        Outcome::of_page(&browser.fill_in(&page, &action, &fields).await)
    }
}

fn link_page(slug: &str, door: Door) -> (String, String) {
    let action = format!("/t/{slug}/magic-link");
    (format!("{action}?next={}", door.page()), action)
}

/// What a page's script sends beside the browser's cookies.
fn by_script(call: Call, token: &str) -> Call {
    call.header("x-csrf-token", token)
        .header("origin", "http://localhost:8080")
        .header("sec-fetch-site", "same-origin")
}
