use async_trait::async_trait;
use serde_json::json;

use crate::{
    event::{Event, EventKind},
    flow::{CurrentUser, Environment},
    foundation::{EventId, RequestContext, TenantScope},
    oauth::{AuthorizationRequest, AuthorizationResponse, OAuthCode, Refusal},
    store::{StoreError, Unit, Verdict, Work},
};

/// The user said no: the trail tells of it, and the client is told.
pub(crate) async fn refuse_consent(
    env: &Environment,
    scope: &TenantScope,
    (request, who): (&AuthorizationRequest, &CurrentUser),
    context: &RequestContext,
) -> Result<AuthorizationResponse, StoreError> {
    let data = json!({
        "user": who.user.id,
        "client": request.client.id,
        "client_id": request.client.client_id,
        "scope": request.scope,
    });
    let event = env.event(EventKind::ConsentRefused, env.now(), context, data);
    env.write(scope, Tell { event }).await?;
    let refusal = Refusal::new(OAuthCode::AccessDenied, "the user refused");
    Ok(AuthorizationResponse::refusal(
        &request.to,
        &scope.snapshot().issuer,
        refusal,
    ))
}

struct Tell {
    event: Event,
}

#[async_trait]
impl Work for Tell {
    type Out = ();

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(()))
    }
}
