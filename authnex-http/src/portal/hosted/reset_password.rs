use askama::Template;
use authnex_core::{
    Secret, TenantHandle,
    flow::{ResetPassword, ResetPasswordError},
};
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
        look::Look,
        mailed::{Asked, is_token, proof},
        password_step::Place,
        refusal,
        response::{page, page_again, see_other},
        rules::ShownRules,
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/reset_password.html")]
struct ResetPasswordPage {
    frame: Frame,
    csrf: String,
    lead: String,
    /// The path of the tenant's pages.
    home: String,
    rules: ShownRules,
    /// The link's token; without one the form asks for address and code.
    token: Option<String>,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct ResetPasswordFields {
    email: Option<String>,
    code: String,
    password: Secret,
}

fn draw(
    (look, visitor): (&Look, &Visitor),
    tenant: &TenantHandle,
    (token, form): (Option<String>, FormView),
) -> ResetPasswordPage {
    let base = &look.base;
    ResetPasswordPage {
        csrf: visitor.open_form_token(),
        lead: look
            .texts
            .with("reset-password-lead", "organization", tenant.name()),
        home: format!("{base}/t/{}", tenant.slug()),
        rules: ShownRules::of(&tenant.password_rules()),
        frame: look
            .frame(visitor, look.texts.get("reset-password-title"))
            .of(tenant),
        token,
        form,
    }
}

/// The form: where the mail's link leads. It uses nothing up.
pub(in crate::portal) async fn show(
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = Asked::of(asked);
    let view = (asked.token(), FormView::default());
    let mut template = draw((&look, &visitor), &tenant, view);
    template.frame.flash = Done::flash(look.texts, asked.done.as_deref());
    page(&visitor, StatusCode::OK, &template)
}

/// Sets the password and leads to the sign-in form.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    Tenant(tenant): Tenant,
    form: PageForm<ResetPasswordFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let request = ResetPassword {
        proof: proof(fields.email.as_deref(), &fields.code),
        password: fields.password,
    };
    let Err(error) = tenant.reset_password(request, &context).await else {
        let path = Place::Hosted.sign_in_after(&tenant, Done::PasswordReset);
        return see_other(&state, &path);
    };
    // A link that is good for nothing any more is not kept: the form asks for a code instead.
    let over = matches!(error, ResetPasswordError::Refused);
    let from_link = is_token(&fields.code);
    let token = (from_link && !over).then(|| fields.code.clone());
    let typed = if from_link {
        String::new()
    } else {
        fields.code
    };
    let view = FormView::with([("email", fields.email.unwrap_or_default()), ("code", typed)]);
    match refusal::of_reset_password(look.texts, view, error) {
        Ok(refused) => {
            let view = (token, refused.view);
            let template = draw((&look, &visitor), &tenant, view);
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
