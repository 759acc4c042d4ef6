use axum::response::{IntoResponse, Response};

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    personal_data::download,
    portal::page::sign_out::NoFields,
};

/// What is kept of the own account, as a file. It is posted for, since that it was taken along is noted.
pub(in crate::portal) async fn submit(
    RequestFacts(context): RequestFacts,
    form: PageForm<NoFields>,
) -> Response {
    let Some((tenant, who)) = form.visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    match tenant.export_personal_data(who, &context).await {
        Ok(data) => download(&data),
        Err(error) => Failure::from(error).into_response(),
    }
}
