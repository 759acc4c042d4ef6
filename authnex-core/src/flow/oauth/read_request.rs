use super::{AuthorizeError, authenticate::refuse_unmet};
use crate::{
    client::ClientIdentifier,
    flow::Environment,
    foundation::TenantScope,
    oauth::{AuthorizationRequest, Parameters, Refusal, RequestFault},
    tenant::TenantState,
};

/// Reads an authorization request: first whose it is, then where its answer may go, then everything else.
pub(crate) async fn read_authorization(
    env: &Environment,
    scope: &TenantScope,
    parameters: &Parameters,
) -> Result<AuthorizationRequest, AuthorizeError> {
    let page = |description| RequestFault::Page(Refusal::request(description));
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(page("this organization is not active").into());
    }
    let named = parameters
        .get("client_id")
        .filter(|_| !parameters.repeats("client_id"))
        .and_then(|text| ClientIdentifier::parse(text).ok());
    let client = match named {
        Some(client_id) => {
            let reader = env.store.reader(scope);
            reader.find_client_by_identifier(&client_id).await?
        }
        None => None,
    };
    let client = client
        .filter(|client| client.enabled)
        .ok_or_else(|| page("client_id is missing or names no application here"))?;
    let permissions = &scope.snapshot().permissions;
    let request = AuthorizationRequest::read(&client, parameters, permissions)?;
    match refuse_unmet(&client) {
        Ok(()) => Ok(request),
        Err(refusal) => Err(RequestFault::Redirect(request.to, refusal).into()),
    }
}
