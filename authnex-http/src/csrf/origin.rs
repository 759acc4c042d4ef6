use http::{HeaderMap, header::ORIGIN};

use crate::error::Failure;

/// Refuses what a page of another origin sent.
pub(crate) fn check_origin(headers: &HeaderMap, own_origin: &str) -> Result<(), Failure> {
    if let Some(site) = headers.get("sec-fetch-site")
        && site != "same-origin"
        && site != "none"
    {
        return Err(Failure::foreign_form());
    }
    match headers.get(ORIGIN) {
        // A form of a page under `Referrer-Policy: no-referrer` comes from `null`, as does a sandboxed frame:
        // ours are sent under `same-origin`, so `null` is foreign.
        Some(origin) if origin != own_origin => Err(Failure::foreign_form()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::check_origin;

    fn taken(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers: HeaderMap = pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect();
        check_origin(&headers, "https://id.example").is_ok()
    }

    #[test]
    fn own_pages_and_typed_addresses_are_taken() {
        assert!(taken(&[]));
        assert!(taken(&[("origin", "https://id.example")]));
        assert!(taken(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "https://id.example")
        ]));
        assert!(taken(&[("sec-fetch-site", "none")]));
    }

    #[test]
    fn anything_else_is_refused() {
        for pairs in [
            [("origin", "https://evil.example"), ("x", "y")],
            [("origin", "null"), ("x", "y")],
            [("origin", "http://id.example"), ("x", "y")],
            [("origin", "https://id.example:8443"), ("x", "y")],
            [
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://id.example"),
            ],
            [
                ("sec-fetch-site", "same-site"),
                ("origin", "https://id.example"),
            ],
        ] {
            assert!(!taken(&pairs), "{pairs:?}");
        }
    }
}
