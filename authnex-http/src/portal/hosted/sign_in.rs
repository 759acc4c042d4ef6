use askama::Template;
use authnex_core::{Secret, flow::SignInError};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    extract::{PageForm, RequestFacts, SlugPath, Visitor},
    portal::{
        form::FormView,
        frame::Frame,
        language::Language,
        password_step::{Place, lead_on, sign_in},
        refusal,
        response::{base_path, page, page_again},
    },
    state::HttpState,
    text::Texts,
};

#[derive(Template)]
#[template(path = "hosted/sign_in.html")]
struct SignInPage {
    frame: Frame,
    csrf: String,
    heading: String,
    action: String,
    sign_up: String,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct SignInFields {
    email: String,
    password: Secret,
}

/// Drawn from the slug as typed alone: the refusal at an organization that does not exist must not differ.
fn draw(
    state: &HttpState,
    (texts, visitor): (&'static Texts, &Visitor),
    slug: &str,
    form: FormView,
) -> SignInPage {
    let base = base_path(state);
    SignInPage {
        csrf: visitor.open_form_token(),
        heading: texts.with("sign-in-title", "organization", slug),
        action: format!("{base}/t/{slug}/sign-in"),
        sign_up: format!("{base}/t/{slug}/sign-up"),
        frame: Frame::new(texts, base, texts.get("sign-in-plain-title")),
        form,
    }
}

/// The form.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    Language(texts): Language,
    SlugPath(slug): SlugPath,
    visitor: Visitor,
) -> Response {
    let template = draw(&state, (texts, &visitor), &slug, FormView::default());
    page(&visitor, StatusCode::OK, &template)
}

/// Signs in.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    Language(texts): Language,
    RequestFacts(context): RequestFacts,
    SlugPath(slug): SlugPath,
    form: PageForm<SignInFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let tenant = visitor.tenant.clone();
    let credentials = (fields.email.as_str(), fields.password.clone());
    let step = sign_in(&state, (tenant.as_ref(), &slug), credentials, &context).await;
    let error = match (step, &tenant) {
        (Ok(step), Some(tenant)) => {
            return lead_on(&state, (&visitor, tenant), Place::Hosted, step, &context).await;
        }
        (Ok(_), None) => SignInError::WrongCredentials,
        (Err(error), _) => error,
    };
    let view = FormView::with([("email", fields.email)]);
    match refusal::of_sign_in(texts, view, error) {
        Ok(refused) => {
            let template = draw(&state, (texts, &visitor), &slug, refused.view);
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
