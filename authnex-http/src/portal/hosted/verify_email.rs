use askama::Template;
use authnex_core::{
    TenantHandle,
    flow::{Grant, SignInError, VerifyEmailError},
    foundation::RequestContext,
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    cookie::cookie_of,
    error::Failure,
    extract::{PageForm, RequestFacts, Tenant, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        look::Look,
        mailed::{Asked, is_token, proof},
        password_step::{Place, lead_on},
        refusal,
        response::{page, page_again, see_other},
    },
    state::HttpState,
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
    /// Where a sign-in that waits goes on.
    next: &'static str,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct VerifyEmailFields {
    email: Option<String>,
    code: String,
    next: Option<String>,
}

fn draw(
    (look, visitor): (&Look, &Visitor),
    tenant: &TenantHandle,
    (token, next, form): (Option<String>, Place, FormView),
) -> VerifyEmailPage {
    let base = &look.base;
    VerifyEmailPage {
        csrf: visitor.open_form_token(),
        lead: look
            .texts
            .with("verify-email-lead", "organization", tenant.name()),
        home: format!("{base}/t/{}", tenant.slug()),
        frame: look
            .frame(visitor, look.texts.get("verify-email-title"))
            .of(tenant),
        token,
        next: next.as_str(),
        form,
    }
}

/// The page that asks for a yes: where the mail's link leads. It uses nothing up.
pub(in crate::portal) async fn show(
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = Asked::of(asked);
    let next = Place::of(asked.next.as_deref());
    let view = (asked.token(), next, FormView::default());
    let mut template = draw((&look, &visitor), &tenant, view);
    template.frame.flash = Done::flash(look.texts, asked.done.as_deref());
    page(&visitor, StatusCode::OK, &template)
}

/// Verifies the address and leads on: into the session, if there is one.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Tenant(tenant): Tenant,
    form: PageForm<VerifyEmailFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let next = Place::of(fields.next.as_deref());
    let proof = proof(fields.email.as_deref(), &fields.code);
    let Err(error) = tenant.verify_email(&proof, &context).await else {
        return go_on(&state, (&headers, &visitor, &tenant), next, &context).await;
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
    match refusal::of_verify_email(look.texts, view, error) {
        Ok(refused) => {
            let view = (token, next, refused.view);
            let template = draw((&look, &visitor), &tenant, view);
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}

/// After the address was verified: on with the sign-in that waits for it in this browser, if there is one.
async fn go_on(
    state: &HttpState,
    (headers, visitor, tenant): (&HeaderMap, &Visitor, &TenantHandle),
    next: Place,
    context: &RequestContext,
) -> Response {
    if let Some(flow) = cookie_of(headers, &state.cookies().flow()) {
        let step = tenant.continue_verified_sign_in(&flow, Grant::Session, context);
        match step.await {
            Ok(step) => return lead_on(state, (headers, tenant), next, step, context).await,
            // Of another organization, or over: the address is verified all the same.
            Err(SignInError::Internal(error)) => return Failure::from(error).into_response(),
            Err(_) => {}
        }
    }
    let done = Done::EmailVerified;
    let path = match visitor.user {
        Some(_) => format!("/t/{}/signed-in?done={}", tenant.slug(), done.as_str()),
        None => next.sign_in_after(tenant, done),
    };
    see_other(state, &path)
}
