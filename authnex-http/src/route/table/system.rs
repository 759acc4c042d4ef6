use super::super::{Answer, Operation, Route, RouteName, SystemRoute, Verb};
use crate::system::Health;

const fn row(name: SystemRoute, path: &'static str) -> Route {
    Route::new(RouteName::System(name), Verb::Get, path)
}

pub(super) static ROUTES: &[Route] = &[
    row(SystemRoute::Health, "/healthz").documented(Operation::new(
        "Whether it serves",
        &[Answer::json::<Health>(200, "It serves")],
    )),
    row(SystemRoute::Ready, "/readyz").documented(Operation::new(
        "Whether it can work",
        &[
            Answer::json::<Health>(200, "The store answers"),
            Answer::plain(503, "The store does not answer"),
        ],
    )),
    row(SystemRoute::Mailbox, "/dev/mailbox.json"),
    row(SystemRoute::Metrics, "/metrics"),
    row(SystemRoute::OpenApi, "/openapi.json").documented(Operation::new(
        "This document",
        &[Answer::plain(200, "OpenAPI 3.1")],
    )),
    row(SystemRoute::TenantOpenApi, "/t/{slug}/openapi.json").documented(Operation::new(
        "This document for one tenant, whose issuer is the server",
        &[Answer::plain(200, "OpenAPI 3.1")],
    )),
];
