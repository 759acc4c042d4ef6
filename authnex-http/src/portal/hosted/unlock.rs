use askama::Template;
use authnex_core::{TenantHandle, flow::UnlockError};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Tenant, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        look::Look,
        mailed::Asked,
        refusal,
        response::{page, page_again, see_other},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/unlock.html")]
struct UnlockPage {
    frame: Frame,
    csrf: String,
    lead: String,
    /// The path of the tenant's pages.
    home: String,
    /// The link's token; without one there is no form.
    token: Option<String>,
    form: FormView,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct UnlockFields {
    code: String,
}

fn draw(
    (look, visitor): (&Look, &Visitor),
    tenant: &TenantHandle,
    (token, form): (Option<String>, FormView),
) -> UnlockPage {
    let texts = look.texts;
    UnlockPage {
        csrf: visitor.open_form_token(),
        lead: texts.with("unlock-lead", "organization", tenant.name()),
        home: format!("{}/t/{}", look.base, tenant.slug()),
        frame: look.frame(visitor, texts.get("unlock-title")).of(tenant),
        token,
        form,
    }
}

/// The page that asks for a yes: where the link of the mail about a lock leads. It uses nothing up.
pub(in crate::portal) async fn show(
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let token = Asked::of(asked).token();
    let form = match token {
        Some(_) => FormView::default(),
        None => refusal::of_broken_link(look.texts, FormView::default()).view,
    };
    let template = draw((&look, &visitor), &tenant, (token, form));
    page(&visitor, StatusCode::OK, &template)
}

/// Unlocks the account. It asks for no session, and opens none.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    Tenant(tenant): Tenant,
    form: PageForm<UnlockFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    match tenant.unlock_account(&fields.code, &context).await {
        Ok(()) => {
            let path = format!("/t/{}/sign-in", tenant.slug());
            see_other(&state, &Done::AccountUnlocked.at(&path))
        }
        Err(UnlockError::Refused) => {
            let refused = refusal::of_broken_link(look.texts, FormView::default());
            let template = draw((&look, &visitor), &tenant, (None, refused.view));
            page_again(&visitor, (refused.status, None), &template)
        }
        Err(UnlockError::Internal(error)) => Failure::from(error).into_response(),
    }
}
