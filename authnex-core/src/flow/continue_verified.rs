use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, Grant, SignInError, SignInStep,
    next_step::{Prepared, lacks_verified_email, prepare_step, waiting_proofs},
};
use crate::{
    event::Event,
    foundation::{
        EventId, PlainToken, RequestContext, TenantScope, Timestamp, TokenHash, TokenKind, UserId,
    },
    sign_in::RequiredAction,
    store::{Consumed, StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    user::UserStatus,
};

/// Goes on with a sign-in that waited for the user's address to be verified. While it is not, the answer is the
/// same action under the same handle, and nothing is used up.
pub(crate) async fn continue_verified(
    env: &Environment,
    scope: &TenantScope,
    flow: &str,
    grant: &Grant,
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(SignInError::FlowUnknown);
    }
    let token = PlainToken::parse(TokenKind::Flow, flow).map_err(|_| SignInError::FlowUnknown)?;
    let action = RequiredAction::VerifyEmail;
    let proofs = waiting_proofs(env, scope, (&token.hash(), action)).await?;
    let (prepared, step) = prepare_step(env, scope, (&proofs, None), grant, context).await?;
    let now = env.now();
    let mut data = json!({"user": proofs.user(), "method": proofs.amr()});
    if let (SignInStep::SignedIn(signed_in), Some(data)) = (&step, data.as_object_mut()) {
        data.insert("session".to_owned(), json!(signed_in.session.id));
    }
    let work = Continue {
        scope: scope.clone(),
        token: token.hash(),
        user: proofs.user(),
        proved_at: proofs.auth_time(),
        event: env.event(prepared.event(), now, context, data),
        prepared,
    };
    match env.write(scope, work).await?? {
        Continued::Opened => Ok(step),
        Continued::StillUnverified => Ok(SignInStep::ActionRequired {
            flow: token,
            action,
        }),
    }
}

enum Continued {
    Opened,
    StillUnverified,
}

struct Continue {
    scope: TenantScope,
    token: TokenHash,
    user: UserId,
    proved_at: Timestamp,
    prepared: Prepared,
    event: Event,
}

#[async_trait]
impl Work for Continue {
    type Out = Result<Continued, SignInError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let over = || Ok(Verdict::Rollback(Err(SignInError::FlowUnknown)));
        match unit
            .consume_sign_in_flow(&self.token, self.event.at)
            .await?
        {
            Consumed::Won(_) => {}
            Consumed::Spent(_) | Consumed::Absent => return over(),
        }
        let user = unit.find_user(self.user).await?;
        let Some(user) = user.filter(|user| user.status == UserStatus::Active) else {
            return over();
        };
        // No waiting sign-in outlives the password that it proved.
        let password = unit.find_password(self.user).await?;
        if password.is_none_or(|row| row.must_change || row.changed_at > self.proved_at) {
            return over();
        }
        if lacks_verified_email(&self.scope.snapshot().policy, &user) {
            return Ok(Verdict::Rollback(Ok(Continued::StillUnverified)));
        }
        self.prepared.write(unit).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(Continued::Opened)))
    }
}
