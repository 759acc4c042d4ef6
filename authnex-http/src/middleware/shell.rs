use axum::{
    body::Body,
    extract::State,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Request, header::CONTENT_LENGTH};
use tracing::Instrument;

use super::{
    client_address::{ClientAddress, peer_of},
    observe::Observed,
    request_id::{X_REQUEST_ID, identify},
    security_headers::secure,
};
use crate::{
    error::{Failure, Reader, render},
    state::HttpState,
};

/// What surrounds every request, matched or not.
pub(crate) async fn shell(
    State(state): State<HttpState>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    note_facts(&state, &mut request);
    let id = super::request_id_of(request.extensions())
        .and_then(|id| HeaderValue::from_str(id.as_str()).ok());
    let observed = Observed::begin(&request);
    let reader = Reader::of(&request, &state);
    let response = if declares_too_much(&request, state.body_limit()) {
        Failure::too_large(state.body_limit()).into_response()
    } else {
        next.run(request).instrument(observed.span.clone()).await
    };
    let mut response = render(response, &reader);
    secure(response.headers_mut(), state.origin().starts_with("https:"));
    if let Some(id) = id {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    observed.end(&response);
    response
}

fn note_facts(state: &HttpState, request: &mut Request<Body>) {
    let peer = peer_of(request.extensions());
    let trusted = peer.is_some_and(|peer| state.proxies().trusts(peer));
    let id = identify(request.headers(), trusted, state.authnex().entropy());
    let client = peer.map(|peer| ClientAddress(state.proxies().client(peer, request.headers())));
    let extensions = request.extensions_mut();
    if let Some(client) = client {
        extensions.insert(client);
    }
    if let Some(id) = id {
        extensions.insert(id);
    }
}

fn declares_too_much(request: &Request<Body>, limit: usize) -> bool {
    request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok())
        .is_some_and(|length| length > limit)
}
