use axum::routing::{MethodRouter, get};

use super::{health, mailbox, metrics};
use crate::{openapi, route::SystemRoute, state::HttpState};

/// The handler of a row.
pub(crate) fn handler(route: SystemRoute) -> MethodRouter<HttpState> {
    match route {
        SystemRoute::Health => get(health::live),
        SystemRoute::Mailbox => get(mailbox::list),
        SystemRoute::Metrics => get(metrics::show),
        SystemRoute::OpenApi => get(openapi::show),
        SystemRoute::Ready => get(health::ready),
        SystemRoute::TenantOpenApi => get(openapi::show_tenant),
    }
}
