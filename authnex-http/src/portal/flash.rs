use crate::text::Texts;

/// A message that outlives one redirect.
#[derive(Debug)]
pub(super) struct Flash {
    /// `success` or `error`.
    pub(super) kind: &'static str,
    /// The message.
    pub(super) text: String,
}

/// What came before the redirect to a sign-in form. The address carries it as `done`, so that it needs no cookie
/// and no form can be taken for another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// The sign-in waited too long or was finished elsewhere.
    FlowOver,
    /// The session ended.
    SignedOut,
    /// The account was made, yet the sign-in behind it was not.
    SignedUp,
}

impl Done {
    /// Its name in an address.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::FlowOver => "flow-over",
            Self::SignedOut => "signed-out",
            Self::SignedUp => "signed-up",
        }
    }

    /// From an address; anything else says nothing.
    fn parse(text: &str) -> Option<Self> {
        [Self::FlowOver, Self::SignedOut, Self::SignedUp]
            .into_iter()
            .find(|done| done.as_str() == text)
    }

    /// The message of an address' `done`.
    pub(super) fn flash(texts: &Texts, done: Option<&str>) -> Option<Flash> {
        let (kind, text) = match Self::parse(done?)? {
            Self::FlowOver => ("error", texts.get("error-flow-unknown")),
            Self::SignedOut => ("success", texts.get("signed-out-flash")),
            Self::SignedUp => ("success", texts.get("sign-up-done")),
        };
        Some(Flash { kind, text })
    }
}
