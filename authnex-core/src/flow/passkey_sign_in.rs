use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Door, Environment, Grant, SignInError, SignInStep,
    advance::{Advanced, Course, Step, advance},
    passkey_answer::{Answer, RightAnswer},
    passkey_ceremony::Audience,
    passkey_second_factor::passkey_second_factor,
};
use crate::{
    foundation::{RequestContext, TenantScope, Timestamp},
    one_time::OneTimePurpose,
    sign_in::Proofs,
    store::{StoreError, Unit},
};

/// A browser's answer to a ceremony.
#[derive(Clone, Debug)]
pub struct PasskeySignIn {
    /// The ceremony's handle.
    pub flow: String,
    /// The answer, as `PublicKeyCredential.toJSON()` writes it.
    pub credential: Value,
    /// What it is for.
    pub grant: Grant,
}

/// Signs in by passkey through a door, or goes on with the sign-in whose second factor it is; or says what has to
/// be done first.
pub(crate) async fn passkey_sign_in(
    env: &Environment,
    scope: &TenantScope,
    (request, door): (PasskeySignIn, Door),
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    let PasskeySignIn {
        flow,
        credential,
        grant,
    } = request;
    if !grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    let purpose = OneTimePurpose::passkey_sign_in();
    let answer = Answer::read(env, scope, purpose, (&flow, credential)).await?;
    if let Audience::SecondFactor { sign_in, .. } = &answer.kept.audience {
        let sign_in = sign_in.clone();
        let waiting = (answer, sign_in, door);
        return passkey_second_factor(env, scope, waiting, &grant, context).await;
    }
    let right = match answer.verify(env, scope).await? {
        Ok(right) => right,
        Err(wrong) => return Err(answer.refuse(env, scope, wrong, context).await?.into()),
    };
    let course = Course {
        proofs: Proofs::first(right.proof(env.now())),
        door,
        step: Arc::new(FirstFactor(right.clone())),
        event: None,
        data: json!({"method": "passkey", "passkey": right.passkey.id}),
        waits_for: None,
    };
    match advance(env, scope, course, &grant, context).await {
        Ok(Advanced::To(step)) => Ok(step),
        Ok(Advanced::StillWaits) => Err(SignInError::FlowUnknown),
        // The unit was undone; that it was refused, and is over, is written in one of its own.
        Err(SignInError::PasskeyRefused) => {
            let wrong = right.outlived(env, scope).await?;
            Err(answer.refuse(env, scope, wrong, context).await?.into())
        }
        Err(error) => Err(error),
    }
}

/// Uses up the ceremony and the counter.
#[derive(Debug)]
struct FirstFactor(RightAnswer);

#[async_trait]
impl Step for FirstFactor {
    async fn take(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        self.0.use_up(unit, now).await
    }

    fn barred(&self) -> SignInError {
        SignInError::PasskeyRefused
    }
}
