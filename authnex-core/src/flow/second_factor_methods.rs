use super::{Environment, SignInError, next_step::waiting_state, standing::factors_of};
use crate::{
    foundation::{PlainToken, TenantScope, TokenKind},
    sign_in::{SecondFactorMethod, SignInState},
};

/// In which ways the sign-in with this handle takes its second factor; none if it waits for none. It decides nothing.
pub(crate) async fn second_factor_methods(
    env: &Environment,
    scope: &TenantScope,
    flow: &str,
) -> Result<Vec<SecondFactorMethod>, SignInError> {
    let Ok(token) = PlainToken::parse(TokenKind::Flow, flow) else {
        return Ok(Vec::new());
    };
    match waiting_state(env, scope, &token.hash()).await {
        Ok(SignInState::SecondFactor { proofs }) => {
            let reader = env.store.reader(scope);
            Ok(factors_of(&*reader, proofs.user()).await?.methods())
        }
        Ok(_) | Err(SignInError::FlowUnknown) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
