//! A tenant's rules.

use authnex_core::{
    TenantHandle,
    policy::{ExplainedValue, FieldKind, PatchFault, Policy, PolicyOverrides, PolicySource},
};
use axum::{
    Json as Answer,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue,
    header::{ETAG, IF_MATCH},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    error::{Failure, FieldError},
    extract::{Caller, Json, RequestFacts, Tenant},
};

/// The rules of a tenant.
#[derive(Serialize, ToSchema)]
pub(crate) struct PolicyAnswer {
    /// The rules in force, by name.
    #[schema(value_type = Object)]
    policy: Policy,
    /// Where they differ from the platform's.
    #[schema(value_type = Object)]
    overrides: PolicyOverrides,
    /// Each rule with its range, what it replaces and where it comes from.
    values: Vec<RuleView>,
}

/// One rule.
#[derive(Serialize, ToSchema)]
struct RuleView {
    /// Its name.
    name: &'static str,
    /// The value in force.
    value: Value,
    /// The platform's.
    default: Value,
    /// The tenant's own, if it set one.
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<Value>,
    /// Where the value in force comes from: `default`, `tenant`, or `strict`, which asks for more than was set.
    #[schema(value_type = String)]
    source: PolicySource,
    /// The least of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<u32>,
    /// The greatest of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<u32>,
    /// What there is to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<&'static [&'static str]>,
}

/// Rules to change, by name; a null takes the tenant's own value away.
#[derive(Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(crate) struct PolicyChanges(Map<String, Value>);

/// `GET /t/{slug}/api/v1/policy`.
pub(crate) async fn show(Tenant(tenant): Tenant) -> Response {
    answer(&tenant)
}

/// `PATCH /t/{slug}/api/v1/policy`: as RFC 7396 merges, all or nothing; with `If-Match` only from what was read.
pub(crate) async fn change(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Json(PolicyChanges(changes)): Json<PolicyChanges>,
) -> Result<Response, Failure> {
    if !matches(&headers, &tag_of(&tenant)) {
        return Err(Failure::precondition_failed());
    }
    let overrides = tenant.policy_overrides().patched(&changes);
    let overrides = overrides.map_err(|faults| {
        let error = |fault: PatchFault| FieldError {
            field: fault.field.into(),
            code: fault.code,
            detail: fault.detail,
        };
        Failure::invalid_input(faults.into_iter().map(error).collect())
    })?;
    let context = context.as_actor(caller.actor());
    tenant.update_policy(overrides, &context).await?;
    let fresh = tenant.authnex().tenant(tenant.slug().as_str()).await?;
    Ok(answer(&fresh.unwrap_or(tenant)))
}

fn answer(tenant: &TenantHandle) -> Response {
    let overrides = tenant.policy_overrides();
    let explained = tenant.authnex().platform_policy().explain(overrides);
    let body = PolicyAnswer {
        policy: tenant.policy().clone(),
        overrides: overrides.clone(),
        values: explained.into_iter().map(RuleView::of).collect(),
    };
    let mut response = Answer(body).into_response();
    if let Ok(tag) = HeaderValue::from_str(&tag_of(tenant)) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// Whether `If-Match`, if there is one, names this validator or any (RFC 9110 13.1.1). Ours hold no comma.
fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let mut asked = headers.get_all(IF_MATCH).iter().peekable();
    let is_named = |value: &HeaderValue| {
        value.to_str().is_ok_and(|tags| {
            let mut tags = tags.split(',').map(str::trim);
            tags.any(|one| one == "*" || one == tag)
        })
    };
    asked.peek().is_none() || asked.any(is_named)
}

/// The tenant's configuration as one strong validator (RFC 9110 8.8.3).
fn tag_of(tenant: &TenantHandle) -> String {
    format!("\"{}\"", tenant.version())
}

impl RuleView {
    fn of(value: ExplainedValue) -> Self {
        let (least, most, choices) = match value.field.kind {
            FieldKind::Number { least, most } => (Some(least), Some(most), None),
            FieldKind::Choice(choices) | FieldKind::Choices(choices) => (None, None, Some(choices)),
            _ => (None, None, None),
        };
        Self {
            name: value.field.name,
            value: value.value,
            default: value.default,
            own: value.own,
            source: value.source,
            least,
            most,
            choices,
        }
    }
}
