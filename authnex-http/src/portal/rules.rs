use authnex_core::password::{PasswordRule, PasswordRules};

use crate::text::Texts;

/// What a form tells of new passwords: out of the rules by which they are checked.
#[derive(Clone, Debug)]
pub(super) struct ShownRules(Vec<ShownRule>);

/// One rule of the list.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShownRule(PasswordRule);

impl ShownRules {
    /// Every rule but the greatest length, which nobody meets by chance.
    pub(super) fn of(rules: &PasswordRules) -> Self {
        let shown = |rule: &PasswordRule| !matches!(rule, PasswordRule::MaxLength(_));
        Self(
            rules
                .list()
                .into_iter()
                .filter(shown)
                .map(ShownRule)
                .collect(),
        )
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = ShownRule> {
        self.0.iter().copied()
    }
}

impl ShownRule {
    /// The rule's stable name.
    pub(super) const fn code(self) -> &'static str {
        self.0.code()
    }

    /// Its number, or nothing.
    pub(super) fn value(self) -> String {
        self.0.value().map(|n| n.to_string()).unwrap_or_default()
    }

    /// What the form says of it.
    pub(super) fn text(self, texts: &Texts) -> String {
        let id = format!("password-rule-{}", self.code());
        texts.with(&id, "value", &self.value())
    }
}
