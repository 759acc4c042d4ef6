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
        look::Look,
        password_step::{Place, lead_on, sign_in},
        refusal,
        response::{page, page_again, see_other},
        rules::ShownRules,
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "portal/sign_up.html")]
struct SignUpPage {
    frame: Frame,
    csrf: String,
    rules: ShownRules,
    /// What an issuer begins with.
    address: String,
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

fn draw(state: &HttpState, (look, visitor): (&Look, &Visitor), form: FormView) -> SignUpPage {
    SignUpPage {
        frame: look.frame(visitor, look.texts.get("portal-sign-up-title")),
        csrf: visitor.open_form_token(),
        rules: ShownRules::of(&state.authnex().password_rules()),
        address: state.authnex().url("/t/"),
        form,
    }
}

/// The form.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    look: Look,
    visitor: Visitor,
) -> Response {
    let template = draw(&state, (&look, &visitor), FormView::default());
    page(&visitor, StatusCode::OK, &template)
}

/// Makes the tenant and signs its owner in.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
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
                (&state, &headers),
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
        Err(error) => refuse(&state, &look, (&visitor, fields), error),
    }
}

fn refuse(
    state: &HttpState,
    look: &Look,
    (visitor, fields): (&Visitor, SignUpFields),
    error: SignUpTenantError,
) -> Response {
    let view = FormView::with([
        ("slug", fields.slug),
        ("name", fields.name),
        ("email", fields.email),
    ]);
    match refusal::of_sign_up_tenant(look.texts, view, error) {
        Ok(refused) => {
            let template = draw(state, (look, visitor), refused.view);
            page_again(visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
