use askama::Template;
use authnex_core::{
    Secret, TenantHandle,
    flow::{NewUserRequest, SignUpError},
    policy::SignUp,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    extract::{PageForm, RequestFacts, Tenant, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        language::Language,
        password_step::{Place, lead_on, sign_in},
        refusal,
        response::{base_path, page, page_again, see_other},
    },
    state::HttpState,
    text::Texts,
};

#[derive(Template)]
#[template(path = "hosted/sign_up.html")]
struct SignUpPage {
    frame: Frame,
    csrf: String,
    heading: String,
    action: String,
    sign_in: String,
    password_hint: String,
    open: bool,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct SignUpFields {
    email: String,
    name: Option<String>,
    password: Secret,
}

fn draw(
    state: &HttpState,
    (texts, visitor): (&'static Texts, &Visitor),
    tenant: &TenantHandle,
    form: FormView,
) -> SignUpPage {
    let base = base_path(state);
    let slug = tenant.slug();
    let policy = tenant.policy();
    let heading = texts.with("sign-up-title", "organization", tenant.name());
    SignUpPage {
        csrf: visitor.open_form_token(),
        action: format!("{base}/t/{slug}/sign-up"),
        sign_in: format!("{base}/t/{slug}/sign-in"),
        password_hint: texts.with(
            "password-hint",
            "length",
            &policy.password_min_length.to_string(),
        ),
        open: policy.sign_up != SignUp::Closed,
        frame: Frame::new(texts, base, heading.clone()),
        heading,
        form,
    }
}

/// The form, if the policy lets anybody sign up.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    Language(texts): Language,
    Tenant(tenant): Tenant,
    visitor: Visitor,
) -> Response {
    let template = draw(&state, (texts, &visitor), &tenant, FormView::default());
    page(&visitor, StatusCode::OK, &template)
}

/// Makes the account and signs in.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    Language(texts): Language,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Tenant(tenant): Tenant,
    form: PageForm<SignUpFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let request = NewUserRequest {
        email: fields.email.clone(),
        password: fields.password.clone(),
        name: fields.name.clone(),
    };
    if let Err(error) = tenant.sign_up(request, &context).await {
        return refuse(&state, (texts, &visitor), &tenant, (fields, error));
    }
    let slug = tenant.slug().as_str();
    let credentials = (fields.email.as_str(), fields.password);
    match sign_in(
        &state,
        (Some(&tenant), slug, Place::Hosted),
        credentials,
        &context,
    )
    .await
    {
        Ok(step) => lead_on(&state, (&headers, &tenant), Place::Hosted, step, &context).await,
        // The account is there: signing in can be done again.
        Err(_) => see_other(
            &state,
            &Place::Hosted.sign_in_after(&tenant, Done::SignedUp),
        ),
    }
}

fn refuse(
    state: &HttpState,
    (texts, visitor): (&'static Texts, &Visitor),
    tenant: &TenantHandle,
    (fields, error): (SignUpFields, SignUpError),
) -> Response {
    let view = FormView::with([
        ("email", fields.email),
        ("name", fields.name.unwrap_or_default()),
    ]);
    match refusal::of_sign_up(texts, view, error) {
        Ok(refused) => {
            let template = draw(state, (texts, visitor), tenant, refused.view);
            page_again(visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
