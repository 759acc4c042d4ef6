/// The authentication context of a sign-in by one factor.
pub const ACR_SINGLE_FACTOR: &str = "urn:authnex:acr:single-factor";

/// The authentication context of a sign-in by two factors, or by one that stands for two.
pub const ACR_MULTI_FACTOR: &str = "urn:authnex:acr:multi-factor";

/// The authentication context of a sign-in by these methods (RFC 8176), blank separated.
#[must_use]
pub fn acr_of(amr: &str) -> &'static str {
    if amr.split_ascii_whitespace().any(|method| method == "mfa") {
        ACR_MULTI_FACTOR
    } else {
        ACR_SINGLE_FACTOR
    }
}
