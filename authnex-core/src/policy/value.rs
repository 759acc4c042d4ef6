use serde::{Deserialize, Serialize};

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUp {
    /// Anybody.
    Open,
    /// Only addresses of `allowed_email_domains`.
    Domain,
    /// Nobody.
    Closed,
}
