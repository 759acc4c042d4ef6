use authnex_core::{CurrentUser, TenantHandle, session::DeviceName};

use super::session_row::{device, icon_of};
use crate::{
    error::Failure,
    portal::{form::FormView, look::Look},
};

/// The section about second factors.
pub(super) struct TwoStep {
    /// Not where the organization uses none and the user has none.
    pub(super) is_shown: bool,
    pub(super) has_totp: bool,
    /// Whether the organization wants a second factor of everybody.
    pub(super) is_required: bool,
    pub(super) codes_left: String,
    pub(super) browsers: Vec<TrustedBrowser>,
    pub(super) form: FormView,
}

/// A browser that is not asked for the second factor.
pub(super) struct TrustedBrowser {
    pub(super) id: String,
    pub(super) icon: &'static str,
    pub(super) name: String,
    /// Until when, in words.
    pub(super) until: String,
}

impl TwoStep {
    pub(super) async fn read(
        look: &Look,
        (tenant, who): (&TenantHandle, &CurrentUser),
        form: FormView,
    ) -> Result<Self, Failure> {
        let texts = look.texts;
        let factors = tenant.enrolled_factors(who.user.id).await?;
        let trusted = tenant.list_trusted_devices(who.user.id).await?;
        let browsers = trusted.into_iter().map(|browser| {
            let name = DeviceName::of(browser.user_agent.as_deref().unwrap_or_default());
            let until = browser.expires_at.to_string();
            let day = until.split('T').next().unwrap_or_default();
            TrustedBrowser {
                id: browser.id.to_string(),
                icon: icon_of(name),
                name: device(texts, name),
                until: texts.with("trusted-browser-until", "day", day),
            }
        });
        let left = factors.recovery_codes.to_string();
        Ok(Self {
            is_shown: factors.totp || tenant.offers_mfa(),
            has_totp: factors.totp,
            is_required: tenant.policy().requires_mfa(),
            codes_left: texts.with("recovery-codes-left", "number", &left),
            browsers: browsers.collect(),
            form,
        })
    }
}
