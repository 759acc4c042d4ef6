use serde::{Deserialize, Serialize};

use crate::foundation::{Timestamp, UserId};

/// The user's password was right.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[must_use = "a proof that leads to no session was asked for in vain"]
pub struct VerifiedPassword {
    user: UserId,
    at: Timestamp,
}

impl VerifiedPassword {
    /// Only the flow that verified the password makes one.
    pub(crate) const fn new(user: UserId, at: Timestamp) -> Self {
        Self { user, at }
    }
}

/// One way in which a user proved to be the user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// By password.
    Password(VerifiedPassword),
}

impl Proof {
    /// The method's name (RFC 8176).
    #[must_use]
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Password(_) => "pwd",
        }
    }

    const fn user(&self) -> UserId {
        match self {
            Self::Password(proof) => proof.user,
        }
    }

    const fn at(&self) -> Timestamp {
        match self {
            Self::Password(proof) => proof.at,
        }
    }
}

/// All proofs of one sign-in: the only way to a session. `amr` and `auth_time` come from them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proofs {
    first: Proof,
    further: Vec<Proof>,
}

impl Proofs {
    /// Begins with a first factor.
    #[must_use]
    pub const fn first(proof: Proof) -> Self {
        Self {
            first: proof,
            further: Vec::new(),
        }
    }

    /// Whose sign-in it is.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.first.user()
    }

    /// The methods used, blank separated.
    #[must_use]
    pub fn amr(&self) -> String {
        let mut methods: Vec<&str> = vec![self.first.method()];
        methods.extend(self.further.iter().map(Proof::method));
        methods.join(" ")
    }

    /// When the last proof was given.
    #[must_use]
    pub fn auth_time(&self) -> Timestamp {
        self.further
            .iter()
            .map(Proof::at)
            .fold(self.first.at(), Timestamp::max)
    }
}
