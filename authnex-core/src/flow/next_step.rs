use super::{
    Environment, Grant, InternalError, SignInError, SignInStep,
    environment::new_id,
    open_session::{Opening, prepare_session},
    standing::Standing,
    trust::Trust,
};
use crate::{
    event::EventKind,
    foundation::{FlowId, RequestContext, TenantScope, Timestamp, TokenHash, TokenKind},
    policy::{MagicLink, Policy},
    sign_in::{NewSignInFlow, Proofs, RequiredAction, SecondFactorMethod, SignInState},
    store::{StoreError, Unit},
    tenant::TenantState,
};

/// For how long a sign-in that needs another step may wait for it, in seconds.
const FLOW_SECONDS: u32 = 600;

/// What comes after the proofs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A second factor, in one of these ways.
    SecondFactor(Vec<SecondFactorMethod>),
    /// Something that has to be done first.
    Action(RequiredAction),
    /// The session.
    Open,
}

/// Decides what comes after the proofs: the only place where that is decided, whichever door the user came
/// through. The second factor comes first, so that nobody who has one factor changes anything.
pub(crate) fn decide(
    policy: &Policy,
    standing: &Standing,
    proofs: &Proofs,
    now: Timestamp,
) -> Next {
    let mail_alone = policy.magic_link == MagicLink::SecondFactor && proofs.begin_with_mail();
    let wanted = standing.wants_second_factor() || mail_alone;
    let satisfied = proofs.satisfies_second_factor() || standing.trusted_browser;
    if wanted && !satisfied {
        return Next::SecondFactor(standing.factors.methods());
    }
    let password = standing.password;
    if password.is_some_and(|password| password.is_due(policy, now)) {
        return Next::Action(RequiredAction::ChangePassword);
    }
    if standing.lacks_verified_email(policy) {
        return Next::Action(RequiredAction::VerifyEmail);
    }
    if standing.must_enrol(policy, now) {
        return Next::Action(RequiredAction::EnrolMfa);
    }
    Next::Open
}

/// How long a session lives that opens now, in seconds, if its grant gives it `life`.
pub(super) fn session_life(scope: &TenantScope, life: u32) -> u32 {
    let snapshot = scope.snapshot();
    // The tenant may come back: nobody keeps a session that skipped a step of the sign-in.
    if snapshot.tenant.state != TenantState::Active && snapshot.policy.require_verified_email {
        life.min(FLOW_SECONDS)
    } else {
        life
    }
}

/// What a unit of the sign-in machine writes if it still finds things as they were.
#[derive(Debug)]
pub(crate) enum Prepared {
    Session(Box<Opening>, Option<Trust>),
    Flow(NewSignInFlow),
}

impl Prepared {
    /// What has happened once it is written.
    pub(crate) const fn event(&self) -> EventKind {
        match self {
            Self::Session(..) => EventKind::SignInSucceeded,
            Self::Flow(_) => EventKind::SignInContinued,
        }
    }

    /// Whether a session opens.
    pub(crate) const fn opens(&self) -> bool {
        matches!(self, Self::Session(..))
    }

    /// `false` if the browser is trusted no longer: the unit is to be undone.
    pub(crate) async fn write(&self, unit: &dyn Unit, now: Timestamp) -> Result<bool, StoreError> {
        match self {
            Self::Session(opening, trust) => {
                opening.write(unit).await?;
                match trust {
                    Some(trust) => trust.write(unit, now).await,
                    None => Ok(true),
                }
            }
            Self::Flow(flow) => unit.insert_sign_in_flow(flow).await.map(|()| true),
        }
    }
}

/// Makes what comes after the proofs: a session, or a sign-in that waits.
pub(crate) async fn prepare_step(
    env: &Environment,
    scope: &TenantScope,
    (proofs, next): (&Proofs, &Next),
    grant: &Grant,
    context: &RequestContext,
) -> Result<(Prepared, SignInStep), InternalError> {
    let flow = env.token(TokenKind::Flow);
    let token = flow.hash();
    let proofs = proofs.clone();
    let (state, step) = match next {
        Next::Open => {
            let (opening, mut signed_in) =
                prepare_session(env, scope, &proofs, grant, context).await?;
            let trust = Trust::of(env, scope, &proofs, context).map(|(trust, token)| {
                signed_in.trusted = Some(token);
                trust
            });
            let prepared = Prepared::Session(Box::new(opening), trust);
            return Ok((prepared, SignInStep::SignedIn(signed_in)));
        }
        Next::Action(action) => (
            SignInState::ActionRequired {
                proofs,
                action: *action,
            },
            SignInStep::ActionRequired {
                flow,
                action: *action,
            },
        ),
        Next::SecondFactor(methods) => (
            SignInState::SecondFactor { proofs },
            SignInStep::SecondFactorRequired {
                flow,
                methods: methods.clone(),
            },
        ),
    };
    let now = env.now();
    let row = NewSignInFlow {
        id: new_id!(env, FlowId),
        token,
        state,
        created_at: now,
        expires_at: now.plus_seconds(FLOW_SECONDS),
    };
    Ok((Prepared::Flow(row), step))
}

/// The state of a sign-in that waits.
pub(crate) async fn waiting_state(
    env: &Environment,
    scope: &TenantScope,
    token: &TokenHash,
) -> Result<SignInState, SignInError> {
    let row = env
        .store
        .reader(scope)
        .find_sign_in_flow(token, env.now())
        .await?
        .ok_or(SignInError::FlowUnknown)?;
    // A state of another version restarts politely, and so does a damaged one.
    SignInState::from_json(&row.state).map_err(|_| SignInError::FlowUnknown)
}

/// The proofs of a sign-in that waits for this action.
pub(crate) async fn waiting_proofs(
    env: &Environment,
    scope: &TenantScope,
    (token, wanted): (&TokenHash, RequiredAction),
) -> Result<Proofs, SignInError> {
    match waiting_state(env, scope, token).await? {
        SignInState::ActionRequired { proofs, action } if action == wanted => Ok(proofs),
        SignInState::ActionRequired { .. } | SignInState::SecondFactor { .. } => {
            Err(SignInError::FlowUnknown)
        }
    }
}
