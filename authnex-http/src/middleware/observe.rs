use std::time::{Duration, Instant};

use axum::response::Response;
use http::{Method, Request};
use metrics::{counter, histogram};
use tracing::{Span, info, info_span, warn};

use crate::{error::Told, middleware::request_id_of, route::Route};

/// What the log line says of a request. No query, header or body is among it: they hold secrets.
pub(super) struct Observed {
    method: Method,
    path: String,
    begun: Instant,
    pub(super) span: Span,
}

impl Observed {
    pub(super) fn begin<B>(request: &Request<B>) -> Self {
        let id = request_id_of(request.extensions()).map_or("", |id| id.as_str());
        Self {
            method: request.method().clone(),
            path: request.uri().path().chars().take(200).collect(),
            begun: Instant::now(),
            span: info_span!("request", request_id = id),
        }
    }

    /// Writes the one line, and counts.
    pub(super) fn end(self, response: &Response) {
        let route = response
            .extensions()
            .get::<&'static Route>()
            .map_or("unmatched", |route| route.path);
        let status = response.status().as_u16();
        let taken = self.begun.elapsed();
        count(method_label(&self.method), route, status, taken);
        let told = response.extensions().get::<Told>();
        let code = told.map_or("", |told| told.code);
        let cause = told.and_then(|told| told.cause.as_deref()).unwrap_or("");
        let millis = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX);
        let (method, path) = (self.method.as_str(), self.path.as_str());
        let _entered = self.span.enter();
        if status >= 500 {
            warn!(
                method,
                path, route, status, millis, code, cause, "request failed"
            );
        } else {
            info!(method, path, route, status, millis, code, "request");
        }
    }
}

fn count(method: &'static str, route: &'static str, status: u16, taken: Duration) {
    counter!("authnex_http_requests_total", "method" => method, "route" => route, "status" => status.to_string())
        .increment(1);
    histogram!("authnex_http_request_duration_seconds", "method" => method, "route" => route)
        .record(taken.as_secs_f64());
}

/// A client may invent methods: labels must not grow with them.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "OTHER",
    }
}
