use askama::Template;
use authnex_core::{
    Secret,
    flow::{Grant, SecondFactorAnswer, SignInError},
    foundation::RequestContext,
    sign_in::SecondFactorMethod,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
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
        password_step::{Place, lead_on},
        refusal,
        response::{page, page_again, see_other},
    },
    state::HttpState,
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
    async fn of(visitor: &Visitor, headers: &HeaderMap) -> Self {
        let flow = cookie_of(headers, &visitor.cookies().flow()).unwrap_or_default();
        let methods = match &visitor.tenant {
            Some(tenant) => tenant
                .second_factor_methods(&flow)
                .await
                .unwrap_or_default(),
            None => Vec::new(),
        };
        let has = |wanted| methods.contains(&wanted);
        let passkey = visitor.has_passkeys() && has(SecondFactorMethod::Passkey);
        Self {
            code: !passkey
                || has(SecondFactorMethod::Totp)
                || has(SecondFactorMethod::RecoveryCode),
            passkey,
        }
    }
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct Fields {
    code: Secret,
    trust_browser: Option<String>,
}

/// The form for the second factor of a hosted sign-in.
pub(in crate::portal) async fn show(look: Look, visitor: Visitor, headers: HeaderMap) -> Response {
    draw_form(look, (&visitor, &headers), Place::Hosted).await
}

/// Takes the second factor and goes on.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<Fields>,
) -> Response {
    take(&state, look, (&headers, &context), form, Place::Hosted).await
}

async fn draw(
    look: &Look,
    (visitor, headers): (&Visitor, &HeaderMap),
    place: Place,
    form: FormView,
) -> Option<SecondFactorPage> {
    let tenant = visitor.tenant.as_ref()?;
    let ways = Ways::of(visitor, headers).await;
    let base = &look.base;
    let frame = look.frame(visitor, look.texts.get("second-factor-title"));
    Some(SecondFactorPage {
        csrf: visitor.open_form_token(),
        action: format!("{base}{}", place.path(tenant, "second-factor")),
        again: format!("{base}{}", place.sign_in(tenant)),
        trust_days: tenant.policy().trusted_device_days,
        slug: tenant.slug().to_string(),
        place: place.as_str(),
        takes_code: ways.code,
        passkeys: ways.passkey,
        frame: match place {
            Place::Hosted => frame.of(tenant),
            // The portal tells no name before the sign-in is over.
            Place::Portal => frame,
        },
        form,
    })
}

pub(in crate::portal) async fn draw_form(
    look: Look,
    (visitor, headers): (&Visitor, &HeaderMap),
    place: Place,
) -> Response {
    match draw(&look, (visitor, headers), place, FormView::default()).await {
        Some(template) => page(visitor, StatusCode::OK, &template),
        None => Failure::sign_in_required().into_response(),
    }
}

pub(in crate::portal) async fn take(
    state: &HttpState,
    look: Look,
    (headers, context): (&HeaderMap, &RequestContext),
    form: PageForm<Fields>,
    place: Place,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some(tenant) = &visitor.tenant else {
        return Failure::sign_in_required().into_response();
    };
    let flow = cookie_of(headers, &state.cookies().flow()).unwrap_or_default();
    let trust = fields.trust_browser.unwrap_or_default();
    let answer = SecondFactorAnswer {
        code: fields.code,
        trust_browser: trust == "on",
    };
    let step = (flow.as_str(), answer, place.door());
    let error = match tenant
        .answer_second_factor(step, Grant::Session, context)
        .await
    {
        Ok(step) => return lead_on(state, (headers, tenant), place, step, context).await,
        // Used, expired or of another organization: the sign-in begins anew.
        Err(SignInError::FlowUnknown) => {
            return see_other(state, &place.sign_in_after(tenant, Done::FlowOver));
        }
        Err(error) => error,
    };
    let view = FormView::with([("trust_browser", trust)]);
    let refused = match refusal::of_sign_in(look.texts, view, error) {
        Ok(refused) => refused,
        Err(failure) => return failure.into_response(),
    };
    match draw(&look, (&visitor, headers), place, refused.view).await {
        Some(template) => page_again(&visitor, (refused.status, refused.retry_after), &template),
        None => Failure::sign_in_required().into_response(),
    }
}
