use serde::{Deserialize, Serialize};

use super::{FieldKind, FieldValue};

/// Whether a second factor is asked for at sign-in. One that is enrolled is asked for under each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mfa {
    /// Nobody may enrol one.
    Off,
    /// Who wants may enrol one.
    Optional,
    /// Everybody must enrol one.
    Required,
}

/// Whether a user may sign in by a link or a code that is mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MagicLink {
    /// Nobody may.
    Off,
    /// Whoever reads the account's mail may.
    On,
    /// Only who has a second factor may, and is asked for it.
    SecondFactor,
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUp {
    /// Anybody.
    Open,
    /// Only addresses of `allowed_email_domains`.
    Domain,
    /// Only who is invited.
    Invite,
    /// Nobody.
    Closed,
}

impl FieldValue for SignUp {
    const KIND: FieldKind = FieldKind::Choice(&["open", "domain", "invite", "closed"]);
}

impl FieldValue for MagicLink {
    const KIND: FieldKind = FieldKind::Choice(&["off", "on", "second_factor"]);
}

impl FieldValue for Mfa {
    const KIND: FieldKind = FieldKind::Choice(&["off", "optional", "required"]);
}

/// By what a sign-in may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// A password.
    Password,
    /// A passkey.
    Passkey,
    /// A mailed link or code.
    MagicLink,
}

impl SignInMethod {
    /// All methods.
    pub const ALL: [Self; 3] = [Self::Password, Self::Passkey, Self::MagicLink];
}

impl FieldValue for Vec<SignInMethod> {
    const KIND: FieldKind = FieldKind::Choices(&["password", "passkey", "magic_link"]);
}
