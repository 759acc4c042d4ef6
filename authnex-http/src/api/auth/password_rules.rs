use authnex_core::password::PasswordRule;
use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Tenant;

/// The rules on new passwords.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasswordRulesAnswer {
    /// Each one that is in force.
    rules: Vec<PasswordRuleView>,
}

/// One rule.
#[derive(Serialize, ToSchema)]
struct PasswordRuleView {
    /// Its stable name, such as `min_length`.
    code: &'static str,
    /// Its number, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<u32>,
}

/// `GET /t/{slug}/api/v1/auth/password-rules`: what a form can tell before it is sent.
pub(crate) async fn password_rules(Tenant(tenant): Tenant) -> Answer<PasswordRulesAnswer> {
    let view = |rule: PasswordRule| PasswordRuleView {
        code: rule.code(),
        value: rule.value(),
    };
    let rules = tenant.password_rules().list();
    Answer(PasswordRulesAnswer {
        rules: rules.into_iter().map(view).collect(),
    })
}
