use askama::Template;
use authnex_core::{
    Secret,
    flow::{NewTenantRequest, SignUpTenantError},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    extract::{PageForm, RequestFacts, Visitor},
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
#[template(path = "portal/sign_up.html")]
struct SignUpPage {
    frame: Frame,
    csrf: String,
    password_hint: String,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct SignUpFields {
    slug: String,
    name: String,
    email: String,
    password: Secret,
}

fn draw(state: &HttpState, texts: &'static Texts, visitor: &Visitor, form: FormView) -> SignUpPage {
    let least = state.authnex().platform_policy().password_min_length;
    SignUpPage {
        frame: Frame::new(texts, base_path(state), texts.get("portal-sign-up-title")),
        csrf: visitor.open_form_token(),
        password_hint: texts.with("password-hint", "length", &least.to_string()),
        form,
    }
}

/// The form.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    Language(texts): Language,
    visitor: Visitor,
) -> Response {
    let template = draw(&state, texts, &visitor, FormView::default());
    page(&visitor, StatusCode::OK, &template)
}

/// Makes the tenant and signs its owner in.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    Language(texts): Language,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<SignUpFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let request = NewTenantRequest {
        slug: fields.slug.clone(),
        name: fields.name.clone(),
        email: fields.email.clone(),
        password: fields.password.clone(),
        owner_name: None,
    };
    match state.authnex().sign_up_tenant(request, &context).await {
        Ok(made) => {
            let tenant = made.tenant;
            let slug = tenant.slug().as_str();
            let credentials = (fields.email.as_str(), fields.password);
            match sign_in(
                &state,
                (Some(&tenant), slug, Place::Portal),
                credentials,
                &context,
            )
            .await
            {
                Ok(step) => {
                    lead_on(&state, (&headers, &tenant), Place::Portal, step, &context).await
                }
                // The tenant is there: signing in can be done again.
                Err(_) => see_other(
                    &state,
                    &Place::Portal.sign_in_after(&tenant, Done::SignedUp),
                ),
            }
        }
        Err(error) => refuse(&state, texts, (&visitor, fields), error),
    }
}

fn refuse(
    state: &HttpState,
    texts: &'static Texts,
    (visitor, fields): (&Visitor, SignUpFields),
    error: SignUpTenantError,
) -> Response {
    let view = FormView::with([
        ("slug", fields.slug),
        ("name", fields.name),
        ("email", fields.email),
    ]);
    match refusal::of_sign_up_tenant(texts, view, error) {
        Ok(refused) => {
            let template = draw(state, texts, visitor, refused.view);
            page_again(visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
