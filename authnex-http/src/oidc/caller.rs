use authnex_core::{
    TenantHandle,
    flow::AuthenticatedClient,
    oauth::{Parameters, PresentedClient, Refusal},
};
use http::{HeaderMap, header::AUTHORIZATION};

use crate::error::Failure;

/// The client that calls, by header or form.
pub(super) async fn authenticate(
    tenant: &TenantHandle,
    headers: &HeaderMap,
    form: &Parameters,
) -> Result<AuthenticatedClient, Failure> {
    form.refuse_repeated()?;
    let presented = PresentedClient::read(authorization(headers)?, form)?;
    Ok(tenant.authenticate_oauth_client(&presented).await?)
}

fn authorization(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut lines = headers.get_all(AUTHORIZATION).iter();
    let first = lines.next();
    let two = Refusal::new(
        authnex_core::oauth::OAuthCode::InvalidRequest,
        "send one Authorization header",
    );
    if lines.next().is_some() {
        return Err(two);
    }
    first.map(|line| line.to_str().map_err(|_| two)).transpose()
}
