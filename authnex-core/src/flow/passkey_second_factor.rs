use std::sync::Arc;

use async_trait::async_trait;

use super::{
    Door, Environment, Grant, SignInError, SignInStep,
    passkey_answer::{Answer, AnswerRefused, RightAnswer},
    passkey_ceremony::hash_of_text,
    second_factor::{UsableFactor, Waiting},
};
use crate::{
    foundation::{RequestContext, TenantScope, Timestamp},
    sign_in::SecondFactorMethod,
    store::{StoreError, Unit},
};

/// Goes on with a sign-in that waits for its second factor, by a passkey of its user. A refused answer counts as a
/// wrong code does: who gets here has proved a first factor.
pub(super) async fn passkey_second_factor(
    env: &Environment,
    scope: &TenantScope,
    (answer, sign_in, door): (Answer, String, Door),
    grant: &Grant,
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    let token = hash_of_text(&sign_in).ok_or(SignInError::FlowUnknown)?;
    let waiting = Waiting::find_token(env, scope, (token, door), context).await?;
    match answer.verify(env, scope).await? {
        Ok(right) => {
            let factor = (right.proof(env.now()), Arc::new(Factor(right)));
            let (proof, factor) = factor;
            let satisfied = waiting.satisfy(env, scope, (proof, factor), grant, context);
            satisfied.await.map_err(said)
        }
        Err(wrong) => {
            let over = answer.refuse(env, scope, wrong, context).await?;
            let method = SecondFactorMethod::Passkey;
            let counted = waiting.refuse(env, scope, method, context).await?;
            Err(match over {
                AnswerRefused::Now => said(counted),
                AnswerRefused::Before => SignInError::FlowUnknown,
            })
        }
    }
}

/// What is said of a wrong factor, of a passkey.
fn said(error: SignInError) -> SignInError {
    match error {
        SignInError::WrongCode => SignInError::PasskeyRefused,
        other => other,
    }
}

#[derive(Debug)]
struct Factor(RightAnswer);

#[async_trait]
impl UsableFactor for Factor {
    async fn use_up(&self, unit: &dyn Unit, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.0.use_up(unit, now).await?.is_ok())
    }
}
