use authnex_core::{Secret, flow::NewTenantRequest, foundation::Actor};
use axum::{Json as Answer, extract::State, response::IntoResponse};
use http::{StatusCode, header::LOCATION};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TenantView;
use crate::{
    error::Failure,
    extract::{Json, RequestFacts},
    state::HttpState,
};

/// A tenant about to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateTenantBody {
    /// The organization identifier.
    slug: String,
    /// The shown name; the identifier when absent.
    name: Option<String>,
    /// The owner's e-mail address.
    email: String,
    /// The owner's password.
    #[schema(value_type = String)]
    password: Secret,
    /// The owner's shown name.
    owner_name: Option<String>,
}

/// The tenant that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedTenantAnswer {
    /// The tenant.
    tenant: TenantView,
    /// Its owner, `usr_…`.
    owner: String,
}

/// `POST /api/v1/tenants`.
pub(crate) async fn create(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    Json(body): Json<CreateTenantBody>,
) -> Result<impl IntoResponse, Failure> {
    let authnex = state.authnex();
    let request = NewTenantRequest {
        name: body.name.unwrap_or_else(|| body.slug.clone()),
        slug: body.slug,
        email: body.email,
        password: body.password,
        owner_name: body.owner_name,
    };
    let context = context.as_actor(Actor::Operator);
    let made = authnex.operator().create_tenant(request, &context).await?;
    let stored = &made.tenant.scope().snapshot().tenant;
    let path = format!("/api/v1/tenants/{}", stored.slug);
    let answer = CreatedTenantAnswer {
        tenant: TenantView::of(stored, authnex),
        owner: made.user.to_string(),
    };
    let location = [(LOCATION, authnex.url(&path))];
    Ok((StatusCode::CREATED, location, Answer(answer)))
}
