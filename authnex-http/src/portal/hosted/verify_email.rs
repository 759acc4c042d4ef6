use askama::Template;
use authnex_core::{TenantHandle, flow::VerifyEmailError};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    extract::{PageForm, RequestFacts, Tenant, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        language::Language,
        mailed::{Asked, is_token, proof},
        password_step::Place,
        refusal,
        response::{base_path, page, page_again, see_other},
    },
    state::HttpState,
    text::Texts,
};

#[derive(Template)]
#[template(path = "hosted/verify_email.html")]
struct VerifyEmailPage {
    frame: Frame,
    csrf: String,
    lead: String,
    /// The path of the tenant's pages.
    home: String,
    /// The link's token; without one the form asks for address and code.
    token: Option<String>,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct VerifyEmailFields {
    email: Option<String>,
    code: String,
}

fn draw(
    state: &HttpState,
    (texts, visitor): (&'static Texts, &Visitor),
    tenant: &TenantHandle,
    (token, form): (Option<String>, FormView),
) -> VerifyEmailPage {
    let base = base_path(state);
    VerifyEmailPage {
        csrf: visitor.open_form_token(),
        lead: texts.with("verify-email-lead", "organization", tenant.name()),
        home: format!("{base}/t/{}", tenant.slug()),
        frame: Frame::new(texts, base, texts.get("verify-email-title")),
        token,
        form,
    }
}

/// The page that asks for a yes: where the mail's link leads. It uses nothing up.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    Language(texts): Language,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = Asked::of(asked);
    let view = (asked.token(), FormView::default());
    let mut template = draw(&state, (texts, &visitor), &tenant, view);
    template.frame.flash = Done::flash(texts, asked.done.as_deref());
    page(&visitor, StatusCode::OK, &template)
}

/// Verifies the address and leads on: into the session, if there is one.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    Language(texts): Language,
    RequestFacts(context): RequestFacts,
    Tenant(tenant): Tenant,
    form: PageForm<VerifyEmailFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let proof = proof(fields.email.as_deref(), &fields.code);
    let Err(error) = tenant.verify_email(&proof, &context).await else {
        let done = Done::EmailVerified;
        let path = match visitor.user {
            Some(_) => format!("/t/{}/signed-in?done={}", tenant.slug(), done.as_str()),
            None => Place::Hosted.sign_in_after(&tenant, done),
        };
        return see_other(&state, &path);
    };
    // A link that is good for nothing any more is not kept: the form asks for a code instead.
    let over = matches!(error, VerifyEmailError::Refused);
    let from_link = is_token(&fields.code);
    let token = (from_link && !over).then(|| fields.code.clone());
    let typed = if from_link {
        String::new()
    } else {
        fields.code
    };
    let view = FormView::with([("email", fields.email.unwrap_or_default()), ("code", typed)]);
    match refusal::of_verify_email(texts, view, error) {
        Ok(refused) => {
            let view = (token, refused.view);
            let template = draw(&state, (texts, &visitor), &tenant, view);
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
