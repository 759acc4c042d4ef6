use askama::Template;
use authnex_core::TenantHandle;
use axum::{
    extract::State,
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
        look::Look,
        refusal,
        response::{page, page_again, see_other},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/resend_verification.html")]
struct ResendPage {
    frame: Frame,
    csrf: String,
    lead: String,
    /// The path of the tenant's pages.
    home: String,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct ResendFields {
    email: String,
}

fn draw((look, visitor): (&Look, &Visitor), tenant: &TenantHandle, form: FormView) -> ResendPage {
    let base = &look.base;
    ResendPage {
        csrf: visitor.open_form_token(),
        lead: look
            .texts
            .with("resend-lead", "organization", tenant.name()),
        home: format!("{base}/t/{}", tenant.slug()),
        frame: look
            .frame(visitor, look.texts.get("resend-title"))
            .of(tenant),
        form,
    }
}

/// The form that asks for the mail.
pub(in crate::portal) async fn show(
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
) -> Response {
    let template = draw((&look, &visitor), &tenant, FormView::default());
    page(&visitor, StatusCode::OK, &template)
}

/// Asks for the mail, and leads on to the form that takes its code: the same in every case.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    Tenant(tenant): Tenant,
    form: PageForm<ResendFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let error = match tenant.send_verification(&fields.email, &context).await {
        Ok(()) => {
            let done = Done::MailSent.as_str();
            let path = format!("/t/{}/verify-email?done={done}", tenant.slug());
            return see_other(&state, &path);
        }
        Err(error) => error,
    };
    let view = FormView::with([("email", fields.email)]);
    match refusal::of_mail_request(look.texts, view, error) {
        Ok(refused) => {
            let template = draw((&look, &visitor), &tenant, refused.view);
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
