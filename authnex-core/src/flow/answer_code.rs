use std::sync::Arc;

use super::{
    Door, Environment, Grant, SignInError, SignInStep,
    factor_code::{TypedCode, check_code},
    second_factor::Waiting,
};
use crate::foundation::{RequestContext, Secret, TenantScope};

/// A second factor that is typed in.
#[derive(Clone, Debug)]
pub struct SecondFactorAnswer {
    /// A code of the authenticator app, or a recovery code.
    pub code: Secret,
    /// Whether the browser is not to be asked again for as many days as the policy allows.
    pub trust_browser: bool,
}

/// Gives the second factor that a sign-in waits for: a code of the authenticator app, or a recovery code. A wrong
/// one leaves the handle good, and counts with the failures at the password.
pub(crate) async fn answer_code(
    env: &Environment,
    scope: &TenantScope,
    (flow, answer, door): (&str, SecondFactorAnswer, Door),
    grant: &Grant,
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    let waiting = Waiting::find(env, scope, (flow, door), context).await?;
    let user = waiting.proofs.user();
    match check_code(env, scope, user, answer.code.expose()).await? {
        TypedCode::Right(code) => {
            let proof = code.proof(env.now());
            let given = (proof, Arc::new(code) as Arc<_>);
            let waiting = waiting.trusting(answer.trust_browser);
            waiting.satisfy(env, scope, given, grant, context).await
        }
        TypedCode::Wrong(method) => Err(waiting.refuse(env, scope, method, context).await?),
    }
}
