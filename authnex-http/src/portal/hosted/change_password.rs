use askama::Template;
use authnex_core::{
    Secret,
    flow::{Grant, SignInError},
    foundation::RequestContext,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    cookie::cookie_of,
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        look::Look,
        password_step::{Place, lead_on},
        refusal,
        response::{page, page_again, see_other},
        rules::ShownRules,
    },
    state::HttpState,
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

/// The form for the password that a hosted sign-in demands.
pub(in crate::portal) async fn show(look: Look, visitor: Visitor) -> Response {
    draw_form(look, &visitor, Place::Hosted)
}

/// Sets the password and goes on.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<Fields>,
) -> Response {
    take(&state, look, (&headers, &context), form, Place::Hosted).await
}

fn draw(
    look: &Look,
    visitor: &Visitor,
    place: Place,
    form: FormView,
) -> Option<ChangePasswordPage> {
    let tenant = visitor.tenant.as_ref()?;
    let base = &look.base;
    let frame = look.frame(visitor, look.texts.get("change-password-title"));
    Some(ChangePasswordPage {
        csrf: visitor.open_form_token(),
        action: match place {
            Place::Hosted => format!("{base}/t/{}/change-password", tenant.slug()),
            Place::Portal => format!("{base}/portal/change-password"),
        },
        rules: ShownRules::of(&tenant.password_rules()),
        frame: match place {
            Place::Hosted => frame.of(tenant),
            // The portal tells no name before the sign-in is over.
            Place::Portal => frame,
        },
        form,
    })
}

pub(in crate::portal) fn draw_form(look: Look, visitor: &Visitor, place: Place) -> Response {
    match draw(&look, visitor, place, FormView::default()) {
        Some(template) => page(visitor, StatusCode::OK, &template),
        None => Failure::sign_in_required().into_response(),
    }
}

pub(in crate::portal) async fn take(
    state: &HttpState,
    look: Look,
    (headers, context): (&HeaderMap, &RequestContext),
    form: PageForm<Fields>,
    place: Place,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some(tenant) = &visitor.tenant else {
        return Failure::sign_in_required().into_response();
    };
    let flow = cookie_of(headers, &state.cookies().flow()).unwrap_or_default();
    let (password, grant) = (fields.new_password, Grant::Session);
    let step = match place {
        Place::Hosted => {
            tenant
                .change_required_password(&flow, password, grant, context)
                .await
        }
        Place::Portal => {
            tenant
                .change_required_password_at_portal(&flow, password, grant, context)
                .await
        }
    };
    let error = match step {
        Ok(step) => return lead_on(state, (headers, tenant), place, step, context).await,
        // Used, expired or of another organization: the sign-in begins anew.
        Err(SignInError::FlowUnknown) => {
            return see_other(state, &place.sign_in_after(tenant, Done::FlowOver));
        }
        Err(error) => error,
    };
    let refused = match refusal::of_sign_in(look.texts, FormView::default(), error) {
        Ok(refused) => refused,
        Err(failure) => return failure.into_response(),
    };
    match draw(&look, &visitor, place, refused.view) {
        Some(template) => page_again(&visitor, (refused.status, refused.retry_after), &template),
        None => Failure::sign_in_required().into_response(),
    }
}
