use super::{Parameters, Refusal};

/// What the client wants shown (OpenID Connect Core 3.1.2.1, Initiating User Registration 1.0).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the parameter is a set of words"
)]
pub struct Prompt {
    /// No page at all.
    pub none: bool,
    /// The user signs in, signed in or not.
    pub login: bool,
    /// The user consents, whatever is remembered.
    pub consent: bool,
    /// The user chooses an account: here, signs in.
    pub select_account: bool,
    /// The user signs up.
    pub create: bool,
}

impl Prompt {
    pub(super) fn read(parameters: &Parameters) -> Result<Self, Refusal> {
        let mut prompt = Self::default();
        let text = parameters.get("prompt").unwrap_or_default();
        for word in text.split_ascii_whitespace() {
            match word {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                "create" => prompt.create = true,
                _ => return Err(Refusal::request("prompt has an unknown value")),
            }
        }
        let shown = prompt.login || prompt.consent || prompt.select_account || prompt.create;
        if prompt.none && shown {
            return Err(Refusal::request("prompt=none stands alone"));
        }
        Ok(prompt)
    }

    /// Whether the user has to sign in also when signed in already.
    #[must_use]
    pub const fn wants_sign_in(self) -> bool {
        self.login || self.select_account || self.create
    }
}
