use http::StatusCode;

use crate::{
    error::Failure,
    extract::{BearerUser, RequestFacts, Tenant},
};

/// `POST /t/{slug}/api/v1/auth/sign-out`.
pub(crate) async fn sign_out(
    Tenant(tenant): Tenant,
    BearerUser(user): BearerUser,
    RequestFacts(context): RequestFacts,
) -> Result<StatusCode, Failure> {
    let context = context.as_actor(user.actor());
    tenant.sign_out(&user.session, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
