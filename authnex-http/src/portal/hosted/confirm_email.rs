use askama::Template;
use authnex_core::{CurrentUser, TenantHandle, flow::ConfirmEmailError, foundation::UserId};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    cookie::cookie_of,
    extract::{PageForm, RequestFacts, Tenant, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        look::Look,
        mailed::{Asked, is_token, proof},
        refusal,
        response::{page, page_again, see_other},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/confirm_email.html")]
struct ConfirmEmailPage {
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
pub(in crate::portal) struct ConfirmEmailFields {
    email: Option<String>,
    code: String,
}

fn draw(
    (look, visitor): (&Look, &Visitor),
    tenant: &TenantHandle,
    (token, form): (Option<String>, FormView),
) -> ConfirmEmailPage {
    let texts = look.texts;
    ConfirmEmailPage {
        csrf: visitor.open_form_token(),
        lead: texts.with("confirm-email-lead", "organization", tenant.name()),
        home: format!("{}/t/{}", look.base, tenant.slug()),
        frame: look
            .frame(visitor, texts.get("confirm-email-title"))
            .of(tenant),
        token,
        form,
    }
}

/// The page that asks for a yes: where the link of the mail to the address to be leads. It uses nothing up.
pub(in crate::portal) async fn show(
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let view = (Asked::of(asked).token(), FormView::default());
    let template = draw((&look, &visitor), &tenant, view);
    page(&visitor, StatusCode::OK, &template)
}

/// Puts the address in the place of the present one. It asks for no session: the mail may be read elsewhere, and
/// whoever asked for it gave the password.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Tenant(tenant): Tenant,
    form: PageForm<ConfirmEmailFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let proof = proof(fields.email.as_deref(), &fields.code);
    let error = match tenant.confirm_email_change(&proof, &context).await {
        Ok(whose) => {
            let path = page_after(&state, &headers, (&visitor, &tenant), whose);
            return see_other(&state, &Done::EmailChanged.at(&path));
        }
        Err(error) => error,
    };
    // A link that is good for nothing any more is not kept: the form asks for a code instead.
    let over = matches!(error, ConfirmEmailError::Refused | ConfirmEmailError::Taken);
    let from_link = is_token(&fields.code);
    let token = (from_link && !over).then(|| fields.code.clone());
    let typed = if from_link {
        String::new()
    } else {
        fields.code
    };
    let view = FormView::with([("email", fields.email.unwrap_or_default()), ("code", typed)]);
    match refusal::of_confirm_email(look.texts, view, error) {
        Ok(refused) => {
            let template = draw((&look, &visitor), &tenant, (token, refused.view));
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}

/// Where it goes on: back to the own profile, if the portal is open at this organization and it was the own address.
fn page_after(
    state: &HttpState,
    headers: &HeaderMap,
    (visitor, tenant): (&Visitor, &TenantHandle),
    whose: UserId,
) -> String {
    let slug = tenant.slug().as_str();
    let current = cookie_of(headers, &state.cookies().organization());
    let own = |who: &CurrentUser| who.user.id == whose && current.as_deref() == Some(slug);
    match &visitor.user {
        Some(who) if own(who) => "/portal/profile".to_owned(),
        Some(_) => format!("/t/{slug}/signed-in"),
        None => format!("/t/{slug}/sign-in"),
    }
}
