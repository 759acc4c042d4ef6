use authnex_core::foundation::{Entropy, RequestId};
use http::{Extensions, HeaderMap, HeaderName};

/// The header that carries the id, in and out.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The request's id, once [`super::shell`] has seen it.
pub(crate) fn request_id_of(extensions: &Extensions) -> Option<&RequestId> {
    extensions.get::<RequestId>()
}

/// Takes the id over from a trusted peer, or makes one.
pub(super) fn identify(
    headers: &HeaderMap,
    peer_is_trusted: bool,
    entropy: &dyn Entropy,
) -> Option<RequestId> {
    let sent = headers
        .get(&X_REQUEST_ID)
        .filter(|_| peer_is_trusted)
        .and_then(|value| RequestId::parse(value.to_str().ok()?));
    sent.or_else(|| {
        let mut random = [0; 16];
        entropy.fill(&mut random);
        RequestId::parse(&format!("req_{:032x}", u128::from_be_bytes(random)))
    })
}
