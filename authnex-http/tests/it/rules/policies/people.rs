use authnex_core::{
    Secret,
    flow::{NewPassword, NewUserByOperator},
    testing::authenticator_code,
};
use authnex_http::DevMailbox;
use serde_json::{Value, json};

use super::attempt::{Door, Method};
use crate::{
    harness::{PASSWORD, World, anonymous, post},
    software_key::SoftwareKey,
};

/// What a person has who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Has {
    /// A verified address and a password.
    Verified,
    /// An address that is not verified, and a password.
    Unverified,
    /// An authenticator app, beside a verified address and a password.
    App,
}

impl Has {
    /// The one that a table names.
    pub(super) fn named(name: &str) -> Self {
        let all = [Self::Verified, Self::Unverified, Self::App];
        let found = all.into_iter().find(|one| format!("{one:?}") == name);
        found.unwrap_or_else(|| panic!("nobody has {name}"))
    }
}

/// One who signs in by one method through one door.
pub(super) struct Person {
    pub(super) email: String,
    /// Where the method is the passkey.
    pub(super) key: Option<SoftwareKey>,
    /// The secret of the app.
    app: Option<String>,
}

/// A world with an organization for each row of a table.
pub(super) struct Ground {
    pub(super) world: World,
    pub(super) mailbox: DevMailbox,
}

impl Ground {
    pub(super) async fn new() -> Self {
        let (world, mailbox) = World::with_mailbox().await;
        Self { world, mailbox }
    }

    /// Sets an organization's rules, as its operator does.
    pub(super) async fn rule(&self, slug: &str, rule: &Value) {
        let overrides = serde_json::from_value(rule.clone()).unwrap();
        let tenant = self.world.handle(slug).await;
        tenant.update_policy(overrides, &anonymous()).await.unwrap();
    }

    /// Makes somebody while the organization has no rules of its own.
    pub(super) async fn person(
        &self,
        slug: &str,
        (door, method): (Door, Method),
        has: Has,
    ) -> Person {
        let email = format!("{door:?}-{method:?}@example.test").to_lowercase();
        let request = NewUserByOperator {
            email: Some(email.clone()),
            email_verified: has != Has::Unverified,
            password: Some(NewPassword::Plain(PASSWORD.into())),
            ..NewUserByOperator::default()
        };
        let tenant = self.world.handle(slug).await;
        tenant.create_user(request, &anonymous()).await.unwrap();
        let mut person = Person {
            email,
            key: None,
            app: None,
        };
        if method == Method::Passkey {
            person.key = Some(self.add_key(slug, &person.email).await);
        }
        if has == Has::App {
            person.app = Some(self.add_app(slug, &person.email).await);
        }
        person
    }

    async fn token(&self, slug: &str, email: &str) -> String {
        let body = json!({"email": email, "password": PASSWORD});
        let path = format!("/t/{slug}/api/v1/auth/sign-in");
        let reply = post(&path).json(&body).send(&self.world).await;
        let answer = reply.json();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    async fn add_key(&self, slug: &str, email: &str) -> SoftwareKey {
        let token = self.token(slug, email).await;
        let mut key = SoftwareKey::new();
        let me = format!("/t/{slug}/api/v1/me/passkeys");
        let begin = post(&format!("{me}/begin")).bearer(&token).json(&json!({}));
        let offered = begin.send(&self.world).await.json();
        let answer = key.register(&offered["public_key"]).await;
        let body = json!({"flow": offered["flow"], "credential": answer});
        let finish = post(&format!("{me}/finish")).bearer(&token).json(&body);
        assert_eq!(finish.send(&self.world).await.status, 201);
        key
    }

    async fn add_app(&self, slug: &str, email: &str) -> String {
        let token = self.token(slug, email).await;
        let me = format!("/t/{slug}/api/v1/me/totp");
        let begin = post(&me).bearer(&token).json(&json!({}));
        let offered = begin.send(&self.world).await.json();
        let secret = offered["secret"].as_str().unwrap().to_owned();
        let body = json!({"code": self.code(&secret, -1)});
        let confirm = post(&format!("{me}/confirm")).bearer(&token).json(&body);
        assert_eq!(confirm.send(&self.world).await.status, 200);
        secret
    }

    fn code(&self, secret: &str, steps: i64) -> String {
        let now = self.world.authnex.clock().now();
        let code = authenticator_code(&Secret::from(secret), now, steps);
        code.expose().to_owned()
    }

    /// What the person's app shows.
    pub(super) fn code_of(&self, person: &Person) -> String {
        self.code(person.app.as_deref().unwrap(), 0)
    }
}
