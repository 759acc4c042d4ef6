use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
        REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

const DOCUMENT_POLICY: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The policy of a page whose form ends elsewhere: browsers look at where a form is led to as well.
#[cfg(feature = "portal")]
pub(crate) fn page_policy_to(form_target: &str) -> Option<HeaderValue> {
    let target = format!("form-action 'self' {form_target}");
    HeaderValue::from_str(&PAGE_POLICY.replace("form-action 'self'", &target)).ok()
}

/// Everything a page needs comes from its own origin, and nothing is inline.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Sets what a handler has not set itself.
pub(super) fn secure(headers: &mut HeaderMap, is_https: bool) {
    let is_page = headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let is_for_everyone = headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN);
    let pick = |condition, yes, no| if condition { yes } else { no };
    let fixed = |name| HeaderName::from_static(name);
    // Pages send `Origin` with their forms only under a policy that lets the origin out.
    let referrer = pick(is_page, "same-origin", "no-referrer");
    let mut pairs = vec![
        (CACHE_CONTROL, "no-store"),
        (
            CONTENT_SECURITY_POLICY,
            pick(is_page, PAGE_POLICY, DOCUMENT_POLICY),
        ),
        (REFERRER_POLICY, referrer),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (fixed("cross-origin-opener-policy"), "same-origin"),
        (
            fixed("cross-origin-resource-policy"),
            pick(is_for_everyone, "cross-origin", "same-origin"),
        ),
        (
            fixed("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
    ];
    if is_https {
        pairs.push((STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    }
    for (name, value) in pairs {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}
