use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;

use super::{
    Door, Environment, Grant, SignInError, SignInStep,
    advance::{Advanced, Course, Step, advance},
    next_step::{Next, waiting_state},
};
use crate::{
    foundation::{PlainToken, RequestContext, TenantScope, Timestamp, TokenHash, TokenKind},
    sign_in::{RequiredAction, SignInState},
    store::{Consumed, StoreError, Unit},
};

/// Goes on with a sign-in that waited for something which is done elsewhere, or is asked for no longer: the
/// address that is verified by a mailed link, a factor that the policy does not want any more. While it is still
/// wanted, the answer is the same action under the same handle, and nothing is used up.
pub(crate) async fn continue_verified(
    env: &Environment,
    scope: &TenantScope,
    (flow, door): (&str, Door),
    grant: &Grant,
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    let token = PlainToken::parse(TokenKind::Flow, flow).map_err(|_| SignInError::FlowUnknown)?;
    let state = waiting_state(env, scope, &token.hash()).await?;
    let (proofs, action) = match state {
        SignInState::ActionRequired {
            proofs,
            action: action @ (RequiredAction::VerifyEmail | RequiredAction::EnrolMfa),
        } => (proofs, action),
        SignInState::ActionRequired {
            action: RequiredAction::ChangePassword,
            ..
        }
        | SignInState::SecondFactor { .. } => return Err(SignInError::FlowUnknown),
    };
    if !door
        .lets_in(&*env.store.reader(scope), scope, proofs.user())
        .await?
    {
        return Err(SignInError::FlowUnknown);
    }
    let course = Course {
        door,
        step: Arc::new(UseHandle(token.hash())),
        event: None,
        data: json!({"method": proofs.amr()}),
        waits_for: Some(Next::Action(action)),
        proofs,
    };
    match advance(env, scope, course, grant, context).await? {
        Advanced::To(step) => Ok(step),
        Advanced::StillWaits => Ok(SignInStep::ActionRequired {
            flow: token,
            action,
        }),
    }
}

/// Uses the handle up, and does nothing else.
#[derive(Debug)]
struct UseHandle(TokenHash);

#[async_trait]
impl Step for UseHandle {
    async fn take(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        use_handle(unit, &self.0, now).await
    }
}

/// Uses a sign-in's handle up: of all who hold it one goes on.
pub(crate) async fn use_handle(
    unit: &dyn Unit,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Result<(), SignInError>, StoreError> {
    Ok(match unit.consume_sign_in_flow(token, now).await? {
        Consumed::Won(_) => Ok(()),
        Consumed::Spent(_) | Consumed::Absent => Err(SignInError::FlowUnknown),
    })
}
