use authnex_core::{
    flow::TenantStateError,
    tenant::{StateChange, TenantState},
};
use serde_json::json;

use crate::{
    command::{operator, print},
    config::Config,
    failure::Failure,
    open,
};

/// Suspends or reactivates. A state that is already the one asked for is no failure: a script may say it twice.
pub(super) async fn run(
    config: &Config,
    slug: &str,
    change: StateChange,
    as_json: bool,
) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let done = authnex
        .operator()
        .set_tenant_state(slug, change, &operator())
        .await;
    let (state, changed) = match done {
        Ok(state) => (state, true),
        Err(TenantStateError::NotApplicable { from }) if is_so_already(from, change) => {
            (from, false)
        }
        Err(error) => return Err(failure(slug, error)),
    };
    let value = json!({"tenant": slug, "state": state, "changed": changed});
    let text = if changed {
        format!("{slug} is {}", state.as_str())
    } else {
        format!("{slug} was {} already", state.as_str())
    };
    print(as_json, &value, &text)
}

fn is_so_already(state: TenantState, change: StateChange) -> bool {
    matches!(
        (state, change),
        (TenantState::Active, StateChange::Reactivate)
            | (TenantState::Suspended, StateChange::Suspend)
    )
}

/// Why the state stays, with the way out.
pub(super) fn failure(slug: &str, error: TenantStateError) -> Failure {
    match error {
        TenantStateError::UnknownTenant => Failure::Failed(format!(
            "there is no organization '{slug}'; see 'authnex tenant list'"
        )),
        TenantStateError::NotApplicable { from } => Failure::Failed(format!(
            "'{slug}' is {}, so this does not apply; see 'authnex tenant list'",
            from.as_str()
        )),
        TenantStateError::Raced => Failure::Failed(format!(
            "the state of '{slug}' was changed by somebody else meanwhile; look with 'authnex tenant list' and try again"
        )),
        TenantStateError::Internal(error) => Failure::Failed(error.to_string()),
    }
}
