use std::collections::HashMap;

use authnex_core::{
    foundation::{Timestamp, TrustedDeviceId},
    session::DeviceName,
    trusted_device::TrustedDevice,
};
use axum::{Json as Answer, extract::Path};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{BearerUser, RequestFacts, Tenant},
};

/// Browsers that are not asked for the second factor.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrustedDevicesAnswer {
    /// The newest first.
    items: Vec<TrustedDeviceView>,
}

/// A browser that is not asked for the second factor.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrustedDeviceView {
    #[schema(value_type = String)]
    id: TrustedDeviceId,
    /// Its name as people know it.
    browser: Option<&'static str>,
    /// The system it runs on.
    system: Option<&'static str>,
    /// Since when it is trusted.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it last signed in.
    #[schema(value_type = String, format = DateTime)]
    last_used_at: Timestamp,
    /// Until when it is trusted.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl From<TrustedDevice> for TrustedDeviceView {
    fn from(device: TrustedDevice) -> Self {
        let name = DeviceName::of(device.user_agent.as_deref().unwrap_or_default());
        Self {
            id: device.id,
            browser: name.browser,
            system: name.system,
            created_at: device.created_at,
            last_used_at: device.last_used_at,
            expires_at: device.expires_at,
        }
    }
}

/// `GET /t/{slug}/api/v1/me/trusted-devices`: at most 100.
pub(crate) async fn list_trusted_devices(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
) -> Result<Answer<TrustedDevicesAnswer>, Failure> {
    let devices = tenant.list_trusted_devices(who.user.id).await?;
    Ok(Answer(TrustedDevicesAnswer {
        items: devices.into_iter().map(Into::into).collect(),
    }))
}

/// `DELETE /t/{slug}/api/v1/me/trusted-devices/{device}`. Another user's is as absent as none.
pub(crate) async fn forget_device(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let id = path.get("device").and_then(|id| id.parse().ok());
    let id: TrustedDeviceId = id.ok_or_else(Failure::not_found)?;
    if tenant.forget_device(&who, id, &context).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::not_found())
    }
}
