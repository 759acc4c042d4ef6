use askama::Template;
use authnex_core::{
    Secret, TenantHandle,
    flow::{Grant, SignInError},
};
use axum::response::Response;
use http::{
    StatusCode,
    header::{LOCATION, SET_COOKIE},
};
use serde::Deserialize;

use super::page::{WaitingPage, nobody};
use crate::{
    extract::{PageForm, Visitor},
    portal::{
        form::FormView,
        frame::Frame,
        page::sign_out::NoFields,
        response::{page, page_again},
        totp_view::{TotpView, lines_of},
    },
};

#[derive(Template)]
#[template(path = "hosted/enrol_mfa.html")]
struct EnrolPage {
    frame: Frame,
    csrf: String,
    action: String,
    slug: String,
    place: &'static str,
    /// Whether a passkey may be added instead.
    passkeys: bool,
    /// Whether a first code is asked for; else the way to a secret.
    asks_code: bool,
    /// The secret, shown once.
    setup: Option<TotpView>,
    form: FormView,
}

#[derive(Template)]
#[template(path = "hosted/recovery_codes.html")]
struct CodesPage {
    frame: Frame,
    lines: String,
    onward: String,
}

/// The fields of the form with the first code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct CodeFields {
    code: Secret,
}

/// What one request shows of the page.
#[derive(Default)]
struct Shown {
    asks_code: bool,
    setup: Option<TotpView>,
    form: FormView,
}

/// Why there is something to enrol, and the ways to it.
pub(in crate::portal) async fn show(at: WaitingPage, visitor: Visitor) -> Response {
    let Some(tenant) = &visitor.tenant else {
        return nobody();
    };
    let template = draw(&at, (&visitor, tenant), Shown::default());
    page(&visitor, StatusCode::OK, &template)
}

/// Makes a secret and shows it.
pub(in crate::portal) async fn start(at: WaitingPage, form: PageForm<NoFields>) -> Response {
    let visitor = form.visitor;
    let Some(tenant) = &visitor.tenant else {
        return nobody();
    };
    let waits = (at.flow.as_str(), at.place.door());
    let setup = match tenant.start_totp_at_sign_in(waits, &at.context).await {
        Ok(setup) => setup,
        Err(error) => return again(&at, (&visitor, tenant), (error, false)),
    };
    let shown = Shown {
        asks_code: true,
        setup: Some(TotpView::of(&setup)),
        ..Shown::default()
    };
    let template = draw(&at, (&visitor, tenant), shown);
    page(&visitor, StatusCode::OK, &template)
}

/// Takes the first code, shows the recovery codes, and leads on.
pub(in crate::portal) async fn confirm(at: WaitingPage, form: PageForm<CodeFields>) -> Response {
    let PageForm { fields, visitor } = form;
    let Some(tenant) = &visitor.tenant else {
        return nobody();
    };
    let step = (at.flow.as_str(), &fields.code, at.place.door());
    let confirmed = tenant.confirm_totp_at_sign_in(step, Grant::Session, &at.context);
    let (step, codes) = match confirmed.await {
        Ok(confirmed) => confirmed,
        Err(error) => return again(&at, (&visitor, tenant), (error, true)),
    };
    // The codes are shown this once, and the way on is a link under them.
    let onward = at.lead_on(tenant, step).await;
    let location = onward.headers().get(LOCATION);
    let template = CodesPage {
        frame: at.bare_frame(tenant, "recovery-codes-title"),
        lines: lines_of(&codes),
        onward: location
            .and_then(|path| path.to_str().ok())
            .unwrap_or_default()
            .to_owned(),
    };
    let mut response = page(&visitor, StatusCode::OK, &template);
    for cookie in onward.headers().get_all(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    response
}

fn draw(at: &WaitingPage, (visitor, tenant): (&Visitor, &TenantHandle), shown: Shown) -> EnrolPage {
    EnrolPage {
        csrf: visitor.open_form_token(),
        action: at.address(tenant, "enrol-mfa"),
        slug: tenant.slug().to_string(),
        place: at.place.as_str(),
        passkeys: visitor.has_passkeys(),
        frame: at.frame((visitor, tenant), "enrol-mfa-title"),
        asks_code: shown.asks_code,
        setup: shown.setup,
        form: shown.form,
    }
}

/// The page again, with what was refused.
fn again(
    at: &WaitingPage,
    (visitor, tenant): (&Visitor, &TenantHandle),
    (error, asks_code): (SignInError, bool),
) -> Response {
    let refused = match at.refused(tenant, FormView::default(), error) {
        Ok(refused) => refused,
        Err(response) => return response,
    };
    let shown = Shown {
        asks_code,
        form: refused.view,
        ..Shown::default()
    };
    let template = draw(at, (visitor, tenant), shown);
    page_again(visitor, (refused.status, refused.retry_after), &template)
}
