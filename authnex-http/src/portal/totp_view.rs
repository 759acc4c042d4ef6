//! What pages show of second factors: a secret for an authenticator app, and recovery codes.

use authnex_core::{
    flow::{RecoveryCodes, TotpSetup},
    totp::qr_svg,
};

/// A secret for an authenticator app, in the forms that an app takes in.
pub(super) struct TotpView {
    /// A QR code, an SVG element of our making.
    pub(super) svg: String,
    pub(super) secret: String,
    pub(super) uri: String,
}

impl TotpView {
    pub(super) fn of(setup: &TotpSetup) -> Self {
        Self {
            svg: qr_svg(setup.uri.expose()),
            secret: setup.secret.expose().to_owned(),
            uri: setup.uri.expose().to_owned(),
        }
    }
}

/// Recovery codes, one a line.
pub(super) fn lines_of(codes: &RecoveryCodes) -> String {
    let lines: Vec<&str> = codes.iter().map(authnex_core::Secret::expose).collect();
    lines.join("\n")
}
