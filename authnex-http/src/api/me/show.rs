use authnex_core::TenantHandle;
use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{SessionView, UserView};
use crate::extract::{BearerUser, Tenant};

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeAnswer {
    /// The user.
    user: UserView,
    /// The session of this request.
    session: SessionView,
    /// The organization.
    tenant: TenantView,
    /// The names of the user's roles.
    roles: Vec<String>,
    /// What these allow, `noun:verb`.
    permissions: Vec<String>,
}

/// An organization as its users see it.
#[derive(Serialize, ToSchema)]
struct TenantView {
    /// Its identifier.
    slug: String,
    /// Its shown name.
    name: String,
    /// Its issuer.
    issuer: String,
}

impl TenantView {
    fn of(tenant: &TenantHandle) -> Self {
        Self {
            slug: tenant.slug().to_string(),
            name: tenant.name().to_owned(),
            issuer: tenant.issuer().to_owned(),
        }
    }
}

/// `GET /t/{slug}/api/v1/me`.
pub(crate) async fn show(Tenant(tenant): Tenant, BearerUser(who): BearerUser) -> Answer<MeAnswer> {
    Answer(MeAnswer {
        user: UserView::of(&who.user),
        session: SessionView::of(&who.session, who.session.id),
        tenant: TenantView::of(&tenant),
        roles: who.roles,
        permissions: who.permissions.into_iter().collect(),
    })
}
