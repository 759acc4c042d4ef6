use authnex_core::{
    CurrentUser, TenantHandle,
    flow::AuthorizationStep,
    foundation::RequestContext,
    oauth::{AuthorizationRequest, AuthorizationResponse, OAuthCode, Parameters, Refusal},
};
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};

use crate::{
    cookie::Pending,
    error::Failure,
    extract::{OAuthForm, RequestFacts, Tenant, Visitor},
    portal::{
        Look, add_cookie,
        answer::{faulted, send},
        see_other,
    },
    state::HttpState,
};

/// `GET /t/{slug}/oauth/authorize` (RFC 6749 3.1). It writes when it issues a code, and then only.
pub(super) async fn show(
    State(state): State<HttpState>,
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    RequestFacts(context): RequestFacts,
    RawQuery(query): RawQuery,
) -> Response {
    match Parameters::parse(query.unwrap_or_default().as_bytes()) {
        Ok(parameters) => {
            let asked = Asked {
                state: &state,
                look: &look,
                visitor: &visitor,
                tenant: &tenant,
                parameters,
            };
            asked.answer(&context).await
        }
        Err(refusal) => Failure::from(refusal).into_response(),
    }
}

/// The same by POST (OpenID Connect Core 3.1.2.1), from any origin: a client's page may send the form. The session
/// cookie is `Lax` and does not come along then, so the browser is led to ask by GET.
pub(super) async fn submit(
    State(state): State<HttpState>,
    Tenant(tenant): Tenant,
    OAuthForm(parameters): OAuthForm,
) -> Response {
    let query = parameters.to_query();
    if query.len() > Pending::MAX_QUERY {
        return Failure::from(too_long()).into_response();
    }
    see_other(
        &state,
        &format!("/t/{}/oauth/authorize?{query}", tenant.slug()),
    )
}

const fn too_long() -> Refusal {
    Refusal::new(OAuthCode::InvalidRequest, "the request is too long")
}

struct Asked<'r> {
    state: &'r HttpState,
    look: &'r Look,
    visitor: &'r Visitor,
    tenant: &'r TenantHandle,
    parameters: Parameters,
}

impl Asked<'_> {
    async fn answer(&self, context: &RequestContext) -> Response {
        let shown = (self.look, self.visitor);
        let request = match self.tenant.read_authorization(&self.parameters).await {
            Ok(request) => request,
            Err(error) => return faulted(self.state, shown, self.tenant, error),
        };
        let query = self.parameters.to_query();
        let waiting = self.visitor.pending.as_ref();
        let asked_at = waiting
            .filter(|pending| pending.query == query)
            .map(|pending| pending.asked_at);
        let who = self.visitor.user.as_ref();
        let step = self
            .tenant
            .decide_authorization(&request, who, asked_at)
            .await;
        match (step, who) {
            (Ok(AuthorizationStep::Issue), Some(who)) => self.issue(&request, who, context).await,
            (Ok(AuthorizationStep::Consent), _) => {
                see_other(self.state, &self.path(&format!("consent?{query}")))
            }
            (Ok(AuthorizationStep::SignUp), _) => self.wait(&request, "sign-up", query),
            (Ok(AuthorizationStep::SignIn | AuthorizationStep::Issue), _) => {
                self.wait(&request, "sign-in", query)
            }
            (Ok(AuthorizationStep::Refuse(refusal)), _) => self.refuse(&request, refusal),
            (Err(error), _) => Failure::from(error).into_response(),
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/t/{}/{rest}", self.tenant.slug())
    }

    fn refuse(&self, request: &AuthorizationRequest, refusal: Refusal) -> Response {
        let issuer = self.tenant.issuer();
        let answer = AuthorizationResponse::refusal(&request.to, issuer, refusal);
        send(self.state, (self.look, self.visitor), self.tenant, answer)
    }

    async fn issue(
        &self,
        request: &AuthorizationRequest,
        who: &CurrentUser,
        context: &RequestContext,
    ) -> Response {
        let shown = (self.look, self.visitor);
        let context = context.as_actor(who.actor());
        match self.tenant.authorize(request, who, false, &context).await {
            Ok(answer) => send(self.state, shown, self.tenant, answer),
            Err(error) => faulted(self.state, shown, self.tenant, error),
        }
    }

    /// The request waits in the browser while its user signs in.
    fn wait(&self, request: &AuthorizationRequest, page: &str, query: String) -> Response {
        if query.len() > Pending::MAX_QUERY {
            return self.refuse(request, too_long());
        }
        let known = self.visitor.pending.as_ref();
        let known = known.filter(|pending| pending.query == query).cloned();
        let pending = known.unwrap_or_else(|| Pending {
            asked_at: self.tenant.authnex().clock().now(),
            query,
        });
        let mut response = see_other(self.state, &self.path(page));
        let cookie = pending.set(self.state.cookies(), self.tenant);
        add_cookie(&mut response, cookie);
        response
    }
}
