use serde::Deserialize;
use serde_json::{Map, Value};

use super::{DocumentFault, parse::read};
use crate::{
    flow::{NewPassword, NewUserByOperator, UserUpdate, normal_login},
    foundation::Secret,
    user::{Attributes, Email, Profile},
};

/// One user of a document. What is absent stays as it is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UserEntry {
    /// Where it stands in the document.
    pub path: String,
    /// The sign-in name; the e-mail address when absent.
    pub username: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether it counts as verified.
    pub email_verified: Option<bool>,
    /// What the password is afterwards.
    pub password: Option<Secret>,
    /// A hash of another system, taken over while the user has no password.
    pub password_hash: Option<Secret>,
    /// The shown name.
    pub name: Option<String>,
    /// What else is known of the person.
    pub profile: Profile,
    /// What the application keeps with the user, whole.
    pub attributes: Option<Attributes>,
    /// Names of roles that the user has; others beside them stay.
    pub roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    username: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    password: Option<Secret>,
    password_hash: Option<Secret>,
    name: Option<String>,
    attributes: Option<Attributes>,
    #[serde(default)]
    roles: Vec<String>,
}

impl UserEntry {
    /// Reads an entry; the names of the profile stand among the others.
    pub(super) fn read(
        path: String,
        value: Value,
        faults: &mut Vec<DocumentFault>,
    ) -> Option<Self> {
        let (profile, names) = match value {
            Value::Object(all) => all
                .into_iter()
                .partition::<Map<_, _>, _>(|(name, _)| Profile::FIELDS.contains(&name.as_str())),
            other => return read::<Names>(&path, other, faults).and(None),
        };
        if profile.get("address").is_some_and(Value::is_array) {
            let at = format!("{path}.address");
            faults.push(DocumentFault::new(at, "expected an object"));
        }
        let profile = read::<Profile>(&path, Value::Object(profile), faults);
        let names = read::<Names>(&path, Value::Object(names), faults)?;
        let entry = Self {
            username: names.username,
            email: names.email,
            email_verified: names.email_verified,
            password: names.password,
            password_hash: names.password_hash,
            name: names.name,
            profile: profile?,
            attributes: names.attributes,
            roles: names.roles,
            path,
        };
        if entry.login().trim().is_empty() {
            faults.push(DocumentFault::new(
                format!("{}.username", entry.path),
                "missing; give a sign-in name, or an e-mail address",
            ));
        }
        Some(entry)
    }

    /// The sign-in name as typed.
    pub(super) fn login(&self) -> &str {
        let text = self.username.as_deref().or(self.email.as_deref());
        text.unwrap_or_default()
    }

    /// The form of the sign-in name by which it is unique.
    pub(super) fn normal_name(&self) -> String {
        normal_login(self.login())
    }

    /// The form of the e-mail address by which it is unique.
    pub(super) fn normal_email(&self) -> Option<String> {
        let email = Email::parse(self.email.as_deref()?).ok()?;
        Some(email.normal().to_owned())
    }

    /// The user as one who is to be made.
    pub(super) fn new_user(&self, password: Option<NewPassword>) -> NewUserByOperator {
        NewUserByOperator {
            username: self.username.clone(),
            email: self.email.clone(),
            email_verified: self.email_verified.unwrap_or_default(),
            name: self.name.clone(),
            profile: self.profile.clone(),
            attributes: self.attributes.clone().unwrap_or_default(),
            password,
            must_change_password: false,
            roles: self.roles.clone(),
        }
    }

    /// What of it is to be set of the user who is there.
    pub(super) fn update(&self, password: Option<NewPassword>, roles: Vec<String>) -> UserUpdate {
        UserUpdate {
            username: self.username.clone(),
            email: self.email.clone(),
            email_verified: self.email_verified,
            name: self.name.clone(),
            profile: self.profile.clone(),
            attributes: self.attributes.clone(),
            password,
            must_change_password: false,
            roles,
            takes_other_roles: false,
            seen_at: None,
        }
    }
}
