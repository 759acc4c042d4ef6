use serde_json::Value;

use crate::harness::Reply;

/// Where a sign-in got to, in one language for JSON and pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The session is open.
    SignedIn,
    /// A second factor is asked for.
    SecondFactor,
    /// Another password has to be set first.
    ChangePassword,
    /// The e-mail address has to be verified first.
    VerifyEmail,
    /// A second factor has to be enrolled first.
    EnrolMfa,
    /// The organization lets nobody sign in this way.
    NotAllowed,
    /// The request comes from no network of the organization.
    AddressNotAllowed,
    /// The account is locked.
    Locked,
    /// What was given proves nothing.
    Wrong,
    /// The mail that would sign in was not sent.
    NotMailed,
}

impl Outcome {
    /// The one that a table names.
    pub(super) fn named(name: &str) -> Self {
        let all = [
            Self::SignedIn,
            Self::SecondFactor,
            Self::ChangePassword,
            Self::VerifyEmail,
            Self::EnrolMfa,
            Self::NotAllowed,
            Self::AddressNotAllowed,
            Self::Locked,
            Self::Wrong,
            Self::NotMailed,
        ];
        let found = all.into_iter().find(|one| format!("{one:?}") == name);
        found.unwrap_or_else(|| panic!("no outcome {name}"))
    }

    /// Of an answer of the JSON API, also of the one that the pages' script reads.
    pub(super) fn of_json(reply: &Reply) -> Self {
        let answer = reply.json();
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        if let Some(location) = answer["location"].as_str() {
            return Self::of_location(location);
        }
        match (text("status").as_str(), text("action").as_str()) {
            ("signed_in", _) => return Self::SignedIn,
            ("second_factor_required", _) => return Self::SecondFactor,
            (_, "change_password") => return Self::ChangePassword,
            (_, "verify_email") => return Self::VerifyEmail,
            (_, "enrol_mfa") => return Self::EnrolMfa,
            _ => {}
        }
        match (reply.status.as_u16(), code_of(&answer).as_str()) {
            (403, "sign_in_method_not_allowed") | (422, "magic_link_off") => Self::NotAllowed,
            (403, "address_not_allowed") => Self::AddressNotAllowed,
            (429, _) => Self::Locked,
            (401, _) => Self::Wrong,
            _ => panic!("{} {answer}", reply.status),
        }
    }

    /// Of a page, or of where it leads.
    pub(super) fn of_page(reply: &Reply) -> Self {
        let says = |text: &str| reply.text().contains(text);
        match reply.status.as_u16() {
            303 => Self::of_location(reply.header("location")),
            403 if says("Your network may not come in") => Self::AddressNotAllowed,
            403 | 422 if says("lets nobody sign in") => Self::NotAllowed,
            429 => Self::Locked,
            401 => Self::Wrong,
            status => panic!("{status} {}", reply.text()),
        }
    }

    fn of_location(location: &str) -> Self {
        for (part, outcome) in [
            ("/signed-in", Self::SignedIn),
            ("/dashboard", Self::SignedIn),
            ("/second-factor", Self::SecondFactor),
            ("/change-password", Self::ChangePassword),
            ("/verify-email", Self::VerifyEmail),
            ("/enrol-mfa", Self::EnrolMfa),
        ] {
            if location.contains(part) {
                return outcome;
            }
        }
        panic!("to {location}")
    }
}

/// The code of a problem; of input that does not do, the one of the first field.
fn code_of(problem: &Value) -> String {
    let field = problem["errors"][0]["code"].as_str();
    field
        .or_else(|| problem["code"].as_str())
        .unwrap_or_default()
        .to_owned()
}
