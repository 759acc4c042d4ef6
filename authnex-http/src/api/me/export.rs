use axum::response::Response;

use crate::{
    error::Failure,
    extract::{BearerUser, RequestFacts, Tenant},
    personal_data::download,
};

/// `POST /t/{slug}/api/v1/me/export`: what is kept of the user, as one document. It is posted for, since that it was
/// taken along is an event.
pub(crate) async fn export(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
) -> Result<Response, Failure> {
    let data = tenant.export_personal_data(&who, &context).await?;
    Ok(download(&data))
}
