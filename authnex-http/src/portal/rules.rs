use authnex_core::policy::Policy;

/// What a form tells of new passwords, of what a browser can see: out of the policy by which they are checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShownRules {
    /// Fewest characters.
    pub(super) least: u32,
}

impl ShownRules {
    /// The rules of a policy.
    pub(super) fn of(policy: &Policy) -> Self {
        Self {
            least: policy.password_min_length,
        }
    }
}
