use super::{
    Environment, Grant, InternalError, SignInError, SignInStep,
    environment::new_id,
    open_session::{Opening, prepare_session},
};
use crate::{
    event::EventKind,
    foundation::{FlowId, RequestContext, TenantScope, TokenHash, TokenKind},
    policy::Policy,
    sign_in::{NewSignInFlow, Proofs, RequiredAction, SignInState},
    store::{StoreError, Unit},
    user::User,
};

/// For how long a sign-in that needs another step may wait for it, in seconds.
const FLOW_SECONDS: u32 = 600;

/// What a unit of the sign-in machine writes if it still finds things as they were.
#[derive(Debug)]
pub(crate) enum Prepared {
    Session(Box<Opening>),
    Flow(NewSignInFlow),
}

impl Prepared {
    /// What has happened once it is written.
    pub(crate) const fn event(&self) -> EventKind {
        match self {
            Self::Session(_) => EventKind::SignInSucceeded,
            Self::Flow(_) => EventKind::SignInContinued,
        }
    }

    /// Whether a session opens.
    pub(crate) const fn opens(&self) -> bool {
        matches!(self, Self::Session(_))
    }

    pub(crate) async fn write(&self, unit: &dyn Unit) -> Result<(), StoreError> {
        match self {
            Self::Session(opening) => opening.write(unit).await,
            Self::Flow(flow) => unit.insert_sign_in_flow(flow).await,
        }
    }
}

/// Makes what comes after the proofs: a session, or a sign-in that waits for an action.
pub(crate) async fn prepare_step(
    env: &Environment,
    scope: &TenantScope,
    (proofs, action): (&Proofs, Option<RequiredAction>),
    grant: &Grant,
    context: &RequestContext,
) -> Result<(Prepared, SignInStep), InternalError> {
    let Some(action) = action else {
        let (opening, signed_in) = prepare_session(env, scope, proofs, grant, context).await?;
        let prepared = Prepared::Session(Box::new(opening));
        return Ok((prepared, SignInStep::SignedIn(signed_in)));
    };
    let now = env.now();
    let flow = env.token(TokenKind::Flow);
    let row = NewSignInFlow {
        id: new_id!(env, FlowId),
        token: flow.hash(),
        state: SignInState::ActionRequired {
            proofs: proofs.clone(),
            action,
        },
        created_at: now,
        expires_at: now.plus_seconds(FLOW_SECONDS),
    };
    let step = SignInStep::ActionRequired { flow, action };
    Ok((Prepared::Flow(row), step))
}

/// Whether the policy wants the user's address verified before a session opens. Who has no address has none to
/// verify.
pub(crate) fn lacks_verified_email(policy: &Policy, user: &User) -> bool {
    policy.require_verified_email && user.email.is_some() && !user.email_verified
}

/// The proofs of a sign-in that waits for this action.
pub(crate) async fn waiting_proofs(
    env: &Environment,
    scope: &TenantScope,
    (token, wanted): (&TokenHash, RequiredAction),
) -> Result<Proofs, SignInError> {
    let row = env
        .store
        .reader(scope)
        .find_sign_in_flow(token, env.now())
        .await?
        .ok_or(SignInError::FlowUnknown)?;
    // A state of another version restarts politely, and so does a damaged one.
    match SignInState::from_json(&row.state).map_err(|_| SignInError::FlowUnknown)? {
        SignInState::ActionRequired { proofs, action } if action == wanted => Ok(proofs),
        SignInState::ActionRequired { .. } => Err(SignInError::FlowUnknown),
    }
}
