use askama::Template;
use authnex_core::{
    Secret, TenantHandle,
    flow::{Grant, SecondFactorAnswer},
    sign_in::SecondFactorMethod,
};
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use super::page::{WaitingPage, nobody};
use crate::{
    error::Failure,
    extract::{PageForm, Visitor},
    portal::{
        form::FormView,
        frame::Frame,
        response::{page, page_again},
    },
};

#[derive(Template)]
#[template(path = "hosted/second_factor.html")]
struct SecondFactorPage {
    frame: Frame,
    csrf: String,
    action: String,
    /// Where the sign-in begins anew.
    again: String,
    /// For how many days the browser can be trusted; 0 = it cannot.
    trust_days: u32,
    /// The organization's identifier.
    slug: String,
    place: &'static str,
    /// Whether a code can be given: of an app, or a recovery code.
    takes_code: bool,
    passkeys: bool,
    form: FormView,
}

/// In which ways the sign-in that waits in this browser takes its second factor. A page of one that is over takes a
/// code, and says then that it is over.
struct Ways {
    code: bool,
    passkey: bool,
}

impl Ways {
    async fn of(
        at: &WaitingPage,
        (visitor, tenant): (&Visitor, &TenantHandle),
    ) -> Result<Self, Failure> {
        let methods = tenant.second_factor_methods(&at.flow).await?;
        let has = |wanted| methods.contains(&wanted);
        let passkey = visitor.has_passkeys() && has(SecondFactorMethod::Passkey);
        Ok(Self {
            code: !passkey
                || has(SecondFactorMethod::Totp)
                || has(SecondFactorMethod::RecoveryCode),
            passkey,
        })
    }
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct Fields {
    code: Secret,
    trust_browser: Option<String>,
}

/// The form for the second factor of a sign-in.
pub(in crate::portal) async fn show(
    at: WaitingPage,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let Some(tenant) = &visitor.tenant else {
        return Ok(nobody());
    };
    let template = draw(&at, (&visitor, tenant), FormView::default()).await?;
    Ok(page(&visitor, StatusCode::OK, &template))
}

/// Takes the second factor and goes on.
pub(in crate::portal) async fn submit(
    at: WaitingPage,
    form: PageForm<Fields>,
) -> Result<Response, Failure> {
    let PageForm { fields, visitor } = form;
    let Some(tenant) = &visitor.tenant else {
        return Ok(nobody());
    };
    let trust = fields.trust_browser.unwrap_or_default();
    let answer = SecondFactorAnswer {
        code: fields.code,
        trust_browser: trust == "on",
    };
    let step = (at.flow.as_str(), answer, at.place.door());
    let answered = tenant.answer_second_factor(step, Grant::Session, &at.context);
    let error = match answered.await {
        Ok(step) => return Ok(at.lead_on(tenant, step).await),
        Err(error) => error,
    };
    let view = FormView::with([("trust_browser", trust)]);
    Ok(match at.refused(tenant, view, error) {
        Ok(refused) => {
            let template = draw(&at, (&visitor, tenant), refused.view).await?;
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(response) => response,
    })
}

async fn draw(
    at: &WaitingPage,
    (visitor, tenant): (&Visitor, &TenantHandle),
    form: FormView,
) -> Result<SecondFactorPage, Failure> {
    let ways = Ways::of(at, (visitor, tenant)).await?;
    Ok(SecondFactorPage {
        csrf: visitor.open_form_token(),
        action: at.address(tenant, "second-factor"),
        again: at.anew(tenant),
        trust_days: tenant.policy().trusted_device_days,
        slug: tenant.slug().to_string(),
        place: at.place.as_str(),
        takes_code: ways.code,
        passkeys: ways.passkey,
        frame: at.frame((visitor, tenant), "second-factor-title"),
        form,
    })
}
