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
        look::Look,
        password_step::{Place, lead_on, sign_in},
        refusal,
        response::{page, page_again, see_other},
        rules::ShownRules,
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/sign_up.html")]
struct SignUpPage {
    frame: Frame,
    csrf: String,
    action: String,
    sign_in: String,
    rules: ShownRules,
    open: bool,
    /// Why there is no form.
    closed: &'static str,
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

fn draw((look, visitor): (&Look, &Visitor), tenant: &TenantHandle, form: FormView) -> SignUpPage {
    let base = &look.base;
    let slug = tenant.slug();
    let policy = tenant.policy();
    let open = matches!(policy.sign_up, SignUp::Open | SignUp::Domain);
    let closed = match policy.sign_up {
        SignUp::Invite => "sign-up-by-invitation",
        _ => "sign-up-closed",
    };
    let title = look
        .texts
        .with("sign-up-title", "organization", tenant.name());
    SignUpPage {
        csrf: visitor.open_form_token(),
        action: format!("{base}/t/{slug}/sign-up"),
        sign_in: format!("{base}/t/{slug}/sign-in"),
        rules: ShownRules::of(&tenant.password_rules()),
        open,
        closed,
        frame: if open {
            look.frame(visitor, title)
        } else {
            look.bare(title)
        }
        .of(tenant),
        form,
    }
}

/// The form, if the policy lets anybody sign up.
pub(in crate::portal) async fn show(
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
) -> Response {
    let template = draw((&look, &visitor), &tenant, FormView::default());
    page(&visitor, StatusCode::OK, &template)
}

/// Makes the account and signs in.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
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
        return refuse((&look, &visitor), &tenant, (fields, error));
    }
    let slug = tenant.slug().as_str();
    let credentials = (fields.email.as_str(), fields.password);
    match sign_in(
        (&state, &headers),
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
    (look, visitor): (&Look, &Visitor),
    tenant: &TenantHandle,
    (fields, error): (SignUpFields, SignUpError),
) -> Response {
    let view = FormView::with([
        ("email", fields.email),
        ("name", fields.name.unwrap_or_default()),
    ]);
    match refusal::of_sign_up(look.texts, view, error) {
        Ok(refused) => {
            let template = draw((look, visitor), tenant, refused.view);
            page_again(visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
