//! Codes of an authenticator app.

pub(crate) use authnex_core::testing::authenticator_code as code;
use authnex_core::{Secret, foundation::Timestamp};

/// Another code than any that is right now.
pub(crate) fn wrong_code(shown: &Secret, now: Timestamp) -> Secret {
    let right: Vec<Secret> = (-1..=1).map(|steps| code(shown, now, steps)).collect();
    let wrong = (0..10).map(|n| format!("{n:06}"));
    let mut wrong = wrong.filter(|text| right.iter().all(|code| code.expose() != text));
    wrong.next().unwrap().into()
}
