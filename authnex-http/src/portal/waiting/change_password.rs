use askama::Template;
use authnex_core::{Secret, TenantHandle, flow::Grant};
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use super::page::{WaitingPage, nobody};
use crate::{
    extract::{PageForm, Visitor},
    portal::{
        form::FormView,
        frame::Frame,
        password_step::Place,
        response::{page, page_again},
        rules::ShownRules,
    },
};

#[derive(Template)]
#[template(path = "hosted/change_password.html")]
struct ChangePasswordPage {
    frame: Frame,
    csrf: String,
    action: String,
    rules: ShownRules,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct Fields {
    new_password: Secret,
}

/// The form for the password that a sign-in demands.
pub(in crate::portal) async fn show(at: WaitingPage, visitor: Visitor) -> Response {
    let Some(tenant) = &visitor.tenant else {
        return nobody();
    };
    let template = draw(&at, (&visitor, tenant), FormView::default());
    page(&visitor, StatusCode::OK, &template)
}

/// Sets the password and goes on.
pub(in crate::portal) async fn submit(at: WaitingPage, form: PageForm<Fields>) -> Response {
    let PageForm { fields, visitor } = form;
    let Some(tenant) = &visitor.tenant else {
        return nobody();
    };
    let (flow, password, grant) = (&at.flow, fields.new_password, Grant::Session);
    let step = match at.place {
        Place::Hosted => {
            tenant
                .change_required_password(flow, password, grant, &at.context)
                .await
        }
        Place::Portal => {
            tenant
                .change_required_password_at_portal(flow, password, grant, &at.context)
                .await
        }
    };
    let error = match step {
        Ok(step) => return at.lead_on(tenant, step).await,
        Err(error) => error,
    };
    match at.refused(tenant, FormView::default(), error) {
        Ok(refused) => {
            let template = draw(&at, (&visitor, tenant), refused.view);
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(response) => response,
    }
}

fn draw(
    at: &WaitingPage,
    (visitor, tenant): (&Visitor, &TenantHandle),
    form: FormView,
) -> ChangePasswordPage {
    ChangePasswordPage {
        csrf: visitor.open_form_token(),
        action: at.address(tenant, "change-password"),
        rules: ShownRules::of(&tenant.password_rules()),
        frame: at.frame((visitor, tenant), "change-password-title"),
        form,
    }
}
