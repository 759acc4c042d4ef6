use askama::Template;
use authnex_core::{
    flow::{SignOutRequest, TokenError},
    oauth::{AuthorizationResponse, Parameters},
};
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use super::consent::client_name;
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        frame::Frame,
        look::Look,
        response::{add_cookie, allow_form_to, page, see_other, to_client},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/logout.html")]
struct LogoutPage {
    frame: Frame,
    csrf: String,
    slug: String,
    action: String,
    request: String,
    lead: String,
    user: String,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct LogoutFields {
    request: String,
    #[serde(default)]
    decision: String,
}

/// Asks whether to sign out. Nothing is written.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let (Some((tenant, who)), Some(csrf)) = (visitor.signed_in(), visitor.session_form_token())
    else {
        return Failure::sign_in_required().into_response();
    };
    let query = query.unwrap_or_default();
    let asked = match read(&visitor, &query).await {
        Ok(asked) => asked,
        Err(error) => return Failure::from(error).at(tenant).into_response(),
    };
    let organization = tenant.name();
    let lead = match &asked.client {
        Some(client) => {
            let names = [
                ("client", client_name(client)),
                ("organization", organization),
            ];
            look.texts.with_all("logout-lead-client", &names)
        }
        None => look.texts.with("logout-lead", "organization", organization),
    };
    let template = LogoutPage {
        csrf,
        slug: tenant.slug().to_string(),
        action: format!("{}/t/{}/logout", look.base, tenant.slug()),
        request: query,
        lead,
        user: who.user.username.clone(),
        frame: look
            .frame(&visitor, look.texts.get("logout-title"))
            .of(tenant),
    };
    let mut response = page(&visitor, StatusCode::OK, &template);
    let target = asked
        .back_to
        .as_deref()
        .map(AuthorizationResponse::form_target);
    if let Some(Some(target)) = target {
        allow_form_to(&mut response, &target);
    }
    response
}

async fn read(visitor: &Visitor, query: &str) -> Result<SignOutRequest, TokenError> {
    let parameters = Parameters::parse(query.as_bytes())?;
    let tenant =
        visitor
            .tenant
            .as_ref()
            .ok_or(TokenError::Refused(authnex_core::oauth::Refusal::new(
                authnex_core::oauth::OAuthCode::InvalidRequest,
                "there is no such organization",
            )))?;
    tenant
        .read_sign_out(&parameters, visitor.user.as_ref())
        .await
}

/// The user's answer.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<LogoutFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    if fields.decision != "confirm" {
        return see_other(&state, &format!("/t/{}/signed-in", tenant.slug()));
    }
    let asked = match read(&visitor, &fields.request).await {
        Ok(asked) => asked,
        Err(error) => return Failure::from(error).into_response(),
    };
    let context = context.as_actor(who.actor());
    if let Err(error) = tenant.sign_out(&who.session, &context).await {
        return Failure::from(error).into_response();
    }
    let cookies = state.cookies();
    let mut response = match &asked.back_to {
        Some(uri) => to_client(uri),
        None => see_other(&state, &format!("/t/{}/signed-out", tenant.slug())),
    };
    add_cookie(&mut response, cookies.clear(&cookies.session(tenant)));
    response
}
