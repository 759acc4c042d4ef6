use authnex_core::{
    TenantHandle, flow::SignOutStep, foundation::RequestContext, oauth::Parameters,
};
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};

use crate::{
    error::Failure,
    extract::{OAuthForm, RequestFacts, Tenant, Visitor},
    portal::{add_cookie, see_other, to_client},
    state::HttpState,
};

/// `GET /t/{slug}/oauth/end_session` (OpenID Connect RP-Initiated Logout 1.0). It writes when it comes with a valid
/// hint, and then only.
pub(super) async fn show(
    State(state): State<HttpState>,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    RequestFacts(context): RequestFacts,
    RawQuery(query): RawQuery,
) -> Response {
    match Parameters::parse(query.unwrap_or_default().as_bytes()) {
        Ok(parameters) => answer(&state, (&tenant, &visitor), &parameters, &context).await,
        Err(refusal) => Failure::from(refusal).into_response(),
    }
}

/// The same by POST, from any origin.
pub(super) async fn submit(
    State(state): State<HttpState>,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    RequestFacts(context): RequestFacts,
    OAuthForm(parameters): OAuthForm,
) -> Response {
    answer(&state, (&tenant, &visitor), &parameters, &context).await
}

async fn answer(
    state: &HttpState,
    (tenant, visitor): (&TenantHandle, &Visitor),
    parameters: &Parameters,
    context: &RequestContext,
) -> Response {
    let who = visitor.user.as_ref();
    let asked = match tenant.read_sign_out(parameters, who).await {
        Ok(asked) => asked,
        Err(error) => return Failure::from(error).at(tenant).into_response(),
    };
    let client_id = asked
        .client
        .as_ref()
        .map(|client| client.client_id.as_str());
    match asked.step {
        SignOutStep::Confirm => {
            let query = without_hint(parameters, client_id);
            return see_other(state, &format!("/t/{}/logout?{query}", tenant.slug()));
        }
        SignOutStep::End { user, session } => {
            if let Err(error) = tenant.end_session(user, session, context).await {
                return Failure::from(error).into_response();
            }
        }
        SignOutStep::Nothing => {}
    }
    let mut response = match &asked.back_to {
        Some(uri) => to_client(uri),
        None => see_other(state, &format!("/t/{}/signed-out", tenant.slug())),
    };
    let cookies = state.cookies();
    add_cookie(&mut response, cookies.clear(&cookies.session(tenant)));
    response
}

/// The request as the user is asked about it: an ID token has no place in the address of a page.
fn without_hint(parameters: &Parameters, client_id: Option<&str>) -> String {
    let kept = ["post_logout_redirect_uri", "state", "ui_locales"]
        .into_iter()
        .filter_map(|name| Some((name, parameters.get(name)?)));
    let named = client_id.map(|client_id| ("client_id", client_id));
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept.chain(named))
        .finish()
}
