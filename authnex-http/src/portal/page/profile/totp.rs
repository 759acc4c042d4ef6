use askama::Template;
use authnex_core::{Secret, flow::FactorError};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::{
    recovery_codes::show_codes,
    view::{Section, again},
};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        look::Look,
        page::step_up::ask_again,
        refusal,
        response::{page_again, see_other},
        shell::{Room, Shell},
        totp_view::TotpView,
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "portal/totp_setup.html")]
struct SetupPage {
    frame: Frame,
    shell: Shell,
    /// The secret, shown once.
    setup: Option<TotpView>,
    form: FormView,
}

/// The fields of the form that wants a secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct StartFields {
    /// A code of the app that is in use.
    present_code: Option<Secret>,
}

/// The fields of the form with the first code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct ConfirmFields {
    code: Secret,
}

/// The fields of the form that takes the app away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct RemoveFields {
    remove_code: Secret,
}

/// The section that one comes back to.
pub(super) const SECTION: &str = "/portal/profile";

fn draw(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    status: (StatusCode, Option<u32>),
    (setup, form): (Option<TotpView>, FormView),
) -> Response {
    let Some(shell) = Shell::of(visitor, headers, Room::Profile) else {
        return Failure::sign_in_required().into_response();
    };
    let template = SetupPage {
        frame: look.bare(look.texts.get("totp-setup-title")),
        shell,
        setup,
        form,
    };
    page_again(visitor, status, &template)
}

/// Makes a secret and shows it.
pub(in crate::portal) async fn start(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<StartFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let code = fields.present_code.as_ref();
    let at = (&look, &visitor, &headers);
    match tenant.start_totp(who, code, &context).await {
        Ok(setup) => {
            let shown = (Some(TotpView::of(&setup)), FormView::default());
            draw(at, (StatusCode::OK, None), shown)
        }
        Err(FactorError::StepUpRequired) => ask_again(&state, SECTION),
        Err(error) => {
            let view = (FormView::default(), "present_code");
            let refused = refusal::of_factor(look.texts, view, error);
            again(at, refused, Section::TwoStep).await
        }
    }
}

/// Takes the first code, and shows the recovery codes.
pub(in crate::portal) async fn confirm(
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<ConfirmFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let at = (&look, &visitor, &headers);
    let error = match tenant.confirm_totp(who, &fields.code, &context).await {
        Ok(codes) => return show_codes(at, &codes),
        Err(error) => error,
    };
    match refusal::of_factor(look.texts, (FormView::default(), "code"), error) {
        Ok(refused) => {
            let status = (refused.status, refused.retry_after);
            draw(at, status, (None, refused.view))
        }
        Err(failure) => failure.into_response(),
    }
}

/// Takes the app away.
pub(in crate::portal) async fn remove(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<RemoveFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let removed = tenant.remove_totp(who, &fields.remove_code, &context);
    let Err(error) = removed.await else {
        return see_other(&state, &Done::TotpRemoved.at(SECTION));
    };
    let view = (FormView::default(), "remove_code");
    let refused = refusal::of_factor(look.texts, view, error);
    again((&look, &visitor, &headers), refused, Section::TwoStep).await
}
