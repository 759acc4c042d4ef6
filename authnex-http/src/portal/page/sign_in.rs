use askama::Template;
use authnex_core::{Secret, flow::SignInError};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        last_method::LastMethod,
        look::Look,
        password_step::{Place, lead_on, sign_in},
        refusal,
        response::{page, page_again},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "portal/sign_in.html")]
struct SignInPage {
    frame: Frame,
    csrf: String,
    /// As typed: the page never shows whether there is such an organization.
    organization: Option<String>,
    /// How the browser signed in the last time, in words.
    last_method: String,
    passkeys: bool,
    form: FormView,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    organization: Option<String>,
    done: Option<String>,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct SignInFields {
    organization: String,
    email: String,
    password: Secret,
}

/// Longer identifiers are cut before they are shown: there are none.
const MAX_SHOWN: usize = 64;

fn draw(
    (look, visitor): (&Look, &Visitor),
    organization: Option<&str>,
    form: FormView,
) -> SignInPage {
    SignInPage {
        frame: look.frame(visitor, look.texts.get("portal-sign-in-title")),
        csrf: visitor.open_form_token(),
        passkeys: visitor.has_passkeys(),
        organization: organization
            .map(|slug| slug.trim().chars().take(MAX_SHOWN).collect::<String>())
            .filter(|slug| !slug.is_empty()),
        last_method: String::new(),
        form,
    }
}

/// The form: first the organization, then the rest.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    // An address that was typed wrong begins anew.
    let Query(asked) = asked.unwrap_or_default();
    // The organization that the browser was at last is filled in, and can be changed.
    let remembered = visitor
        .tenant
        .as_ref()
        .map(|tenant| tenant.slug().to_string());
    let form = FormView::with(remembered.map(|slug| ("organization", slug)));
    let mut template = draw((&look, &visitor), asked.organization.as_deref(), form);
    template.last_method = LastMethod::hint(look.texts, &headers, visitor.cookies());
    template.frame.flash = Done::flash(look.texts, asked.done.as_deref());
    page(&visitor, StatusCode::OK, &template)
}

/// Signs in.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<SignInFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let slug = fields.organization.trim();
    let tenant = match state.authnex().tenant(slug).await {
        Ok(tenant) => tenant,
        Err(error) => return Failure::from(error).into_response(),
    };
    if let Some(tenant) = &tenant
        && !tenant.policy().lets_in(context.address)
    {
        return Failure::address_not_allowed(context.address).into_response();
    }
    let credentials = (fields.email.as_str(), fields.password.clone());
    let step = sign_in(
        (&state, &headers),
        (tenant.as_ref(), slug, Place::Portal),
        credentials,
        &context,
    )
    .await;
    let error = match (step, &tenant) {
        (Ok(step), Some(tenant)) => {
            return lead_on(&state, (&headers, tenant), Place::Portal, step, &context).await;
        }
        (Ok(_), None) => SignInError::WrongCredentials,
        (Err(error), _) => error,
    };
    let view = FormView::with([("email", fields.email)]);
    match refusal::of_sign_in(look.texts, view, error) {
        Ok(refused) => {
            let template = draw((&look, &visitor), Some(slug), refused.view);
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
