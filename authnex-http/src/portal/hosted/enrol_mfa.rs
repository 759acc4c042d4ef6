use askama::Template;
use authnex_core::{
    Secret,
    flow::{Grant, SignInError},
    foundation::RequestContext,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{LOCATION, SET_COOKIE},
};
use serde::Deserialize;

use crate::{
    cookie::cookie_of,
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        look::Look,
        page::sign_out::NoFields,
        password_step::{Place, lead_on},
        refusal,
        response::{page, page_again, see_other},
        totp_view::{TotpView, lines_of},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/enrol_mfa.html")]
struct EnrolPage {
    frame: Frame,
    csrf: String,
    action: String,
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

/// Why there is something to enrol, and the way to it.
pub(in crate::portal) async fn show(look: Look, visitor: Visitor) -> Response {
    draw_intro(&look, &visitor, Place::Hosted)
}

/// Makes a secret and shows it.
pub(in crate::portal) async fn start(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<NoFields>,
) -> Response {
    begin(&state, look, (&headers, &context), form, Place::Hosted).await
}

/// Takes the first code, shows the recovery codes, and leads on.
pub(in crate::portal) async fn confirm(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<CodeFields>,
) -> Response {
    finish(&state, look, (&headers, &context), form, Place::Hosted).await
}

fn draw(look: &Look, visitor: &Visitor, place: Place, shown: Shown) -> Option<EnrolPage> {
    let tenant = visitor.tenant.as_ref()?;
    let frame = look.frame(visitor, look.texts.get("enrol-mfa-title"));
    Some(EnrolPage {
        csrf: visitor.open_form_token(),
        action: format!("{}{}", look.base, place.path(tenant, "enrol-mfa")),
        frame: match place {
            Place::Hosted => frame.of(tenant),
            Place::Portal => frame,
        },
        asks_code: shown.asks_code,
        setup: shown.setup,
        form: shown.form,
    })
}

pub(in crate::portal) fn draw_intro(look: &Look, visitor: &Visitor, place: Place) -> Response {
    match draw(look, visitor, place, Shown::default()) {
        Some(template) => page(visitor, StatusCode::OK, &template),
        None => Failure::sign_in_required().into_response(),
    }
}

/// The page again, with what was refused.
fn again(
    (state, look, visitor): (&HttpState, &Look, &Visitor),
    place: Place,
    (error, asks_code): (SignInError, bool),
) -> Response {
    let Some(tenant) = &visitor.tenant else {
        return Failure::sign_in_required().into_response();
    };
    if matches!(error, SignInError::FlowUnknown) {
        return see_other(state, &place.sign_in_after(tenant, Done::FlowOver));
    }
    let refused = match refusal::of_sign_in(look.texts, FormView::default(), error) {
        Ok(refused) => refused,
        Err(failure) => return failure.into_response(),
    };
    let shown = Shown {
        asks_code,
        form: refused.view,
        ..Shown::default()
    };
    match draw(look, visitor, place, shown) {
        Some(template) => page_again(visitor, (refused.status, refused.retry_after), &template),
        None => Failure::sign_in_required().into_response(),
    }
}

pub(in crate::portal) async fn begin(
    state: &HttpState,
    look: Look,
    (headers, context): (&HeaderMap, &RequestContext),
    form: PageForm<NoFields>,
    place: Place,
) -> Response {
    let visitor = form.visitor;
    let Some(tenant) = &visitor.tenant else {
        return Failure::sign_in_required().into_response();
    };
    let flow = cookie_of(headers, &state.cookies().flow()).unwrap_or_default();
    let waits = (flow.as_str(), place.door());
    let setup = match tenant.start_totp_at_sign_in(waits, context).await {
        Ok(setup) => setup,
        Err(error) => return again((state, &look, &visitor), place, (error, false)),
    };
    let shown = Shown {
        asks_code: true,
        setup: Some(TotpView::of(&setup)),
        ..Shown::default()
    };
    match draw(&look, &visitor, place, shown) {
        Some(template) => page(&visitor, StatusCode::OK, &template),
        None => Failure::sign_in_required().into_response(),
    }
}

pub(in crate::portal) async fn finish(
    state: &HttpState,
    look: Look,
    (headers, context): (&HeaderMap, &RequestContext),
    form: PageForm<CodeFields>,
    place: Place,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some(tenant) = &visitor.tenant else {
        return Failure::sign_in_required().into_response();
    };
    let flow = cookie_of(headers, &state.cookies().flow()).unwrap_or_default();
    let step = (flow.as_str(), &fields.code, place.door());
    let confirmed = tenant.confirm_totp_at_sign_in(step, Grant::Session, context);
    let (step, codes) = match confirmed.await {
        Ok(confirmed) => confirmed,
        Err(error) => return again((state, &look, &visitor), place, (error, true)),
    };
    // The codes are shown this once, and the way on is a link under them.
    let onward = lead_on(state, (headers, tenant), place, step, context).await;
    let location = onward.headers().get(LOCATION);
    let frame = look.bare(look.texts.get("recovery-codes-title"));
    let template = CodesPage {
        frame: match place {
            Place::Hosted => frame.of(tenant),
            Place::Portal => frame,
        },
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
