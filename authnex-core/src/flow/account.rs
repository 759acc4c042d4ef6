use super::sign_in::normal_login;
use crate::{
    client::ClientFault,
    foundation::Secret,
    password::{PasswordRules, StoredHash},
    policy::Policy,
    user::{Attributes, Email, Profile},
};

/// One thing that is wrong with one field of what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The field's name.
    pub field: &'static str,
    /// Stable name of the fault.
    pub code: &'static str,
    /// What to do about it.
    pub detail: String,
}

impl FieldFault {
    pub(crate) fn new(field: &'static str, code: &'static str, detail: impl ToString) -> Self {
        Self {
            field,
            code,
            detail: detail.to_string(),
        }
    }
}

impl From<ClientFault> for FieldFault {
    fn from(fault: ClientFault) -> Self {
        Self::new(fault.field, fault.code, fault.detail)
    }
}

/// A password that somebody else sets. `Debug` says which of the two it is, and nothing of it.
#[derive(Clone)]
pub enum NewPassword {
    /// Its hash, taken over from another system.
    Hash(String),
    /// The password itself.
    Plain(Secret),
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hash(_) => "Hash",
            Self::Plain(_) => "Plain",
        })
    }
}

/// The longest shown name, in code points.
const MAX_NAME: usize = 100;

/// Gathers faults, so that a form shows all of them at once.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<FieldFault>);

impl Faults {
    pub(crate) fn add(&mut self, field: &'static str, code: &'static str, detail: impl ToString) {
        self.0.push(FieldFault::new(field, code, detail));
    }

    pub(crate) fn email(&mut self, text: &str) -> Option<Email> {
        Email::parse(text)
            .map_err(|error| self.add("email", "email_invalid", error))
            .ok()
    }

    /// A shown name: trimmed, without control characters, at most 100 code points; empty = none.
    pub(crate) fn name(&mut self, text: Option<&str>) -> Option<String> {
        let name = text.map(str::trim).filter(|name| !name.is_empty())?;
        if name.chars().count() > MAX_NAME {
            self.add("name", "name_too_long", "a name has at most 100 characters");
        } else if name.chars().any(char::is_control) {
            self.add(
                "name",
                "name_characters",
                "a name has no control characters",
            );
        }
        Some(name.to_owned())
    }

    pub(crate) fn password(
        &mut self,
        field: &'static str,
        policy: &Policy,
        password: &Secret,
        context: (Option<&str>, &str),
    ) {
        let rules = PasswordRules::of(policy);
        let (email, tenant) = context;
        if let Err(faults) = rules.check(password, email, Some(tenant)) {
            for fault in faults {
                self.add(field, fault.code(), fault);
            }
        }
    }

    /// A sign-in name: as it is kept, and the form by which it is unique.
    pub(crate) fn login(&mut self, text: &str) -> (String, String) {
        let login = text.trim();
        if !(1..=254).contains(&login.len()) || login.chars().any(char::is_control) {
            self.add(
                "username",
                "username_invalid",
                "give a sign-in name of 1 to 254 characters, or an e-mail address",
            );
        }
        (login.to_owned(), normal_login(login))
    }

    /// A password that somebody else sets: a given hash that can be verified comes back.
    pub(crate) fn new_password(
        &mut self,
        policy: &Policy,
        password: &NewPassword,
        context: (Option<&str>, &str),
    ) -> Option<StoredHash> {
        match password {
            NewPassword::Plain(password) => {
                self.password("password", policy, password, context);
                None
            }
            NewPassword::Hash(text) => StoredHash::import(text)
                .map_err(|error| self.add("password_hash", "password_hash_invalid", error))
                .ok(),
        }
    }

    pub(crate) fn facts(&mut self, profile: &Profile, attributes: Option<&Attributes>) {
        if let Err(error) = profile.check() {
            self.add(error.field, "profile_invalid", error.detail);
        }
        if let Some(Err(error)) = attributes.map(Attributes::check) {
            self.add("attributes", "attributes_too_large", error);
        }
    }

    pub(crate) fn or<T>(self, value: Option<T>) -> Result<T, Vec<FieldFault>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}
