use zxcvbn::{matching::patterns::MatchPattern, zxcvbn};

/// The most characters that are looked at: the estimate's work grows faster than the text.
const LOOKED_AT: usize = 100;

/// How hard a password is to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strength {
    /// 0 to 4, as zxcvbn counts.
    pub(super) score: u32,
    /// The whole of it is one entry of a list of common passwords, words or names, or of what is known of the user.
    pub(super) is_common: bool,
}

impl Strength {
    /// Estimates a password; what an attacker knows of the user counts as guessed.
    pub(super) fn of(text: &str, known: &[&str]) -> Self {
        let head: String = text.chars().take(LOOKED_AT).collect();
        let estimate = zxcvbn(&head, known);
        // The whole value, not a part of it (NIST SP 800-63B-4 3.1.1.2).
        let is_common = match estimate.sequence() {
            [only] => matches!(
                &only.pattern,
                MatchPattern::Dictionary(word) if !word.reversed && !word.l33t
            ),
            _ => false,
        };
        Self {
            score: u8::from(estimate.score()).into(),
            is_common,
        }
    }
}
