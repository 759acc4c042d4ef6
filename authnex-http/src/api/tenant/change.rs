use authnex_core::{
    foundation::Actor,
    tenant::{StateChange, TenantState},
};
use axum::{Json as Answer, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;

use super::TenantView;
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
    state::HttpState,
};

/// What is to become of a tenant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeTenantBody {
    /// The state that it is to have.
    state: WantedState,
}

/// A state that the operator may ask for.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WantedState {
    /// It serves; also taken back from a requested deletion.
    Active,
    /// It serves nobody until reactivated.
    Suspended,
}

impl WantedState {
    const fn state(self) -> TenantState {
        match self {
            Self::Active => TenantState::Active,
            Self::Suspended => TenantState::Suspended,
        }
    }

    const fn change(self) -> StateChange {
        match self {
            Self::Active => StateChange::Reactivate,
            Self::Suspended => StateChange::Suspend,
        }
    }
}

/// `PATCH /api/v1/tenants/{slug}`. A tenant that is in the state already stays so: 200.
pub(crate) async fn change(
    State(state): State<HttpState>,
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<ChangeTenantBody>,
) -> Result<Answer<TenantView>, Failure> {
    let authnex = state.authnex();
    let mut stored = tenant.scope().snapshot().tenant.clone();
    if stored.state != body.state.state() {
        let context = context.as_actor(Actor::Operator);
        let operator = authnex.operator();
        let slug = stored.slug.as_str();
        stored.state = operator
            .set_tenant_state(slug, body.state.change(), &context)
            .await?;
    }
    Ok(Answer(TenantView::of(&stored, authnex)))
}
