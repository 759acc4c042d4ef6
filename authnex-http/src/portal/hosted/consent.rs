use askama::Template;
use authnex_core::{
    TenantHandle,
    flow::{AuthorizationStep, AuthorizeError},
    oauth::{AuthorizationRequest, AuthorizationResponse, Parameters, ScopeSet},
};
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        answer::{faulted, send},
        frame::Frame,
        look::Look,
        response::{allow_form_to, page, see_other},
    },
    state::HttpState,
    text::Texts,
};

#[derive(Template)]
#[template(path = "hosted/consent.html")]
struct ConsentPage {
    frame: Frame,
    csrf: String,
    slug: String,
    action: String,
    request: String,
    lead: String,
    user: String,
    host: String,
    scopes: Vec<ShownScope>,
}

/// A scope in words.
pub(in crate::portal) struct ShownScope {
    pub(in crate::portal) name: String,
    pub(in crate::portal) text: String,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct ConsentFields {
    request: String,
    #[serde(default)]
    decision: String,
}

/// Scopes in words.
pub(in crate::portal) fn shown(texts: &Texts, scope: &ScopeSet) -> Vec<ShownScope> {
    let words = scope.iter().map(|name| ShownScope {
        text: match text_of(name) {
            Some(id) => texts.get(id),
            None => texts.with("scope-permission", "permission", name),
        },
        name: name.to_owned(),
    });
    words.collect()
}

/// The text of a scope of OpenID; every other one is a permission.
fn text_of(scope: &str) -> Option<&'static str> {
    Some(match scope {
        "address" => "scope-address",
        "email" => "scope-email",
        "offline_access" => "scope-offline_access",
        "openid" => "scope-openid",
        "phone" => "scope-phone",
        "profile" => "scope-profile",
        "roles" => "scope-roles",
        _ => return None,
    })
}

/// How the client is called: by its name, else by its `client_id`.
pub(in crate::portal) fn client_name(client: &authnex_core::client::Client) -> &str {
    let name = client.metadata.client_name.as_deref();
    name.unwrap_or(client.client_id.as_str())
}

/// Where the user goes on to: the host, or the scheme of an application on the device.
fn host_of(uri: &str) -> String {
    AuthorizationResponse::form_target(uri).unwrap_or_default()
}

/// What a client asks for. Nothing is written.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    look: Look,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let (Some((tenant, who)), Some(csrf)) = (visitor.signed_in(), visitor.session_form_token())
    else {
        return Failure::sign_in_required().into_response();
    };
    let parameters = match Parameters::parse(query.unwrap_or_default().as_bytes()) {
        Ok(parameters) => parameters,
        Err(refusal) => return Failure::from(refusal).into_response(),
    };
    let request = match tenant.read_authorization(&parameters).await {
        Ok(request) => request,
        Err(error) => return faulted(&state, (&look, &visitor), tenant, error),
    };
    let client = client_name(&request.client);
    let names = [("client", client), ("organization", tenant.name())];
    let title = look.texts.with("consent-title", "client", client);
    let template = ConsentPage {
        csrf,
        slug: tenant.slug().to_string(),
        action: format!("{}/t/{}/consent", look.base, tenant.slug()),
        request: parameters.to_query(),
        lead: look.texts.with_all("consent-lead", &names),
        user: who.user.username.clone(),
        host: host_of(&request.to.uri),
        scopes: shown(look.texts, &request.consented_scope()),
        frame: look.frame(&visitor, title).of(tenant),
    };
    let mut response = page(&visitor, StatusCode::OK, &template);
    allow_form_to(&mut response, &template.host);
    response
}

/// The user's answer. Everything is looked at anew: who is signed in, how long ago, and what is asked for.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    form: PageForm<ConsentFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let request = match read(tenant, &fields.request).await {
        Ok(request) => request,
        Err(error) => return faulted(&state, (&look, &visitor), tenant, error),
    };
    let context = context.as_actor(who.actor());
    if fields.decision != "allow" {
        let answer = tenant.refuse_consent(&request, who, &context).await;
        return match answer {
            Ok(answer) => send(&state, (&look, &visitor), tenant, answer),
            Err(error) => Failure::from(error).into_response(),
        };
    }
    let asked_at = visitor
        .pending
        .as_ref()
        .filter(|pending| pending.query == fields.request)
        .map(|pending| pending.asked_at);
    let step = tenant
        .decide_authorization(&request, Some(who), asked_at)
        .await;
    let answer = match step {
        Ok(AuthorizationStep::Consent | AuthorizationStep::Issue) => {
            tenant.authorize(&request, who, true, &context).await
        }
        Ok(AuthorizationStep::Refuse(refusal)) => Ok(AuthorizationResponse::refusal(
            &request.to,
            tenant.issuer(),
            refusal,
        )),
        Ok(AuthorizationStep::SignIn | AuthorizationStep::SignUp) => {
            let path = format!("/t/{}/oauth/authorize?{}", tenant.slug(), fields.request);
            return see_other(&state, &path);
        }
        Err(error) => Err(error.into()),
    };
    match answer {
        Ok(answer) => send(&state, (&look, &visitor), tenant, answer),
        Err(error) => faulted(&state, (&look, &visitor), tenant, error),
    }
}

async fn read(tenant: &TenantHandle, query: &str) -> Result<AuthorizationRequest, AuthorizeError> {
    let parameters = Parameters::parse(query.as_bytes()).map_err(|refusal| {
        AuthorizeError::Fault(authnex_core::oauth::RequestFault::Page(refusal))
    })?;
    tenant.read_authorization(&parameters).await
}
