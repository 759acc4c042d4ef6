use serde::{Serialize, Serializer};

use crate::event::{EventKind, StoredEvent};

macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What is counted. The names are public facts: never change one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Metric {
            $($(#[$doc])* #[doc = concat!("\n\n`", $text, "`")] $name,)*
        }

        impl Metric {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

metrics! {
    /// Users who were active in the month; it stands on the month's first day.
    ActiveUsers = "users.active";
    /// Calls of the management API.
    ApiCalls = "api.calls";
    /// Mails handed to the mail server.
    MailsSent = "mails.sent";
    /// Sign-ins that were refused.
    SignInsRefused = "sign_ins.refused";
    /// Sign-ins that led to a session.
    SignInsSucceeded = "sign_ins.succeeded";
    /// Those of them by password alone.
    SignInsByPassword = "sign_ins.succeeded.pwd";
    /// Refresh tokens that were replaced, each with a fresh access token.
    TokensRefreshed = "tokens.refreshed";
    /// Access tokens that clients got in their own name.
    TokensForClients = "tokens.client_credentials";
    /// Users that were made.
    UsersCreated = "users.created";
}

impl Metric {
    /// From its name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|metric| metric.as_str() == text)
    }

    /// What an event counts for.
    #[must_use]
    pub fn of_event(event: &StoredEvent) -> &'static [Self] {
        let is = |kind: EventKind| event.kind == kind.as_str();
        if is(EventKind::SignInSucceeded) {
            return match event.data.get("method").and_then(|method| method.as_str()) {
                Some("pwd") => &[Self::SignInsSucceeded, Self::SignInsByPassword],
                Some(_) | None => &[Self::SignInsSucceeded],
            };
        }
        if is(EventKind::SignInRefused) {
            &[Self::SignInsRefused]
        } else if is(EventKind::RefreshTokenRotated) {
            &[Self::TokensRefreshed]
        } else if is(EventKind::UserCreated) {
            &[Self::UsersCreated]
        } else {
            &[]
        }
    }
}

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
