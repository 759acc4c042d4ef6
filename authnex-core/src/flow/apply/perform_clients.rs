use super::{AppliedClient, AppliedKeys, ApplyError, plan_client::ClientPlan};
use crate::{
    flow::{ClientError, Environment, FieldFault, NewApiKey, issue_api_key, put_client},
    foundation::{PlainToken, RequestContext, TenantScope},
    role::Permission,
};

/// Makes and changes clients, each in a unit of its own.
pub(super) async fn perform_clients(
    env: &Environment,
    scope: &TenantScope,
    plans: Vec<ClientPlan>,
    context: &RequestContext,
) -> Result<Vec<AppliedClient>, ApplyError> {
    let mut applied = Vec::with_capacity(plans.len());
    for ClientPlan { path, registration } in plans {
        let put = put_client(env, scope, registration, context)
            .await
            .map_err(|error| match error {
                ClientError::Internal(error) => error.into(),
                ClientError::Invalid(faults) => ApplyError::failed(&path, said(&faults)),
                other => ApplyError::failed(&path, other),
            })?;
        applied.push(AppliedClient {
            client_id: put.client.client_id.as_str().to_owned(),
            id: put.client.id,
            secret: put.secret,
        });
    }
    Ok(applied)
}

fn said(faults: &[FieldFault]) -> String {
    let said: Vec<String> = faults
        .iter()
        .map(|fault| format!("{}: {}", fault.field, fault.detail))
        .collect();
    said.join("; ")
}

/// Issues a key for management and one for SCIM, and revokes those that were issued so before.
pub(super) async fn issue_keys(
    env: &Environment,
    scope: &TenantScope,
    path: &str,
    context: &RequestContext,
) -> Result<AppliedKeys, ApplyError> {
    let management = Permission::catalogue()
        .filter(|permission| permission.as_str().contains(':'))
        .map(|permission| permission.as_str().to_owned());
    let admin = ("admin", management.collect());
    let scim = ("scim", vec!["scim".to_owned()]);
    Ok(AppliedKeys {
        admin_token: issue_key(env, scope, (path, admin), context).await?,
        scim_token: issue_key(env, scope, (path, scim), context).await?,
    })
}

async fn issue_key(
    env: &Environment,
    scope: &TenantScope,
    (path, (word, permissions)): (&str, (&str, Vec<String>)),
    context: &RequestContext,
) -> Result<PlainToken, ApplyError> {
    let request = NewApiKey {
        client_id: Some(format!("authnex-apply-{word}")),
        name: Some(format!("apply --issue-keys ({word})")),
        permissions,
        expires_at: None,
        purpose: Some(format!("apply:{word}")),
    };
    let issued = issue_api_key(env, scope, request, context)
        .await
        .map_err(|error| ApplyError::failed(&format!("{path}.{word}_token"), error))?;
    Ok(issued.token)
}
