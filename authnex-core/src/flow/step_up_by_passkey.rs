use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    CurrentUser, Environment, SignInError,
    passkey_answer::{Answer, RightAnswer},
    passkey_ceremony::Audience,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SessionId, TenantScope, UserId},
    one_time::OneTimePurpose,
    store::{StoreError, Unit, Verdict, Work},
};

/// Renews the time of a session's last proof by one of the user's passkeys. No lock keeps anybody from it: there is
/// nothing to guess.
pub(crate) async fn step_up_by_passkey(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
    (flow, credential): (&str, Value),
    context: &RequestContext,
) -> Result<(), SignInError> {
    let context = &context.as_actor(who.actor());
    let purpose = OneTimePurpose::passkey_step_up();
    let answer = Answer::read(env, scope, purpose, (flow, credential)).await?;
    if answer.kept.audience != Audience::Session(who.user.id, who.session.id) {
        return Err(SignInError::FlowUnknown);
    }
    let right = match answer.verify(env, scope).await? {
        Ok(right) => right,
        Err(wrong) => return Err(answer.refuse(env, scope, wrong, context).await?.into()),
    };
    let now = env.now();
    let data = json!({
        "user": who.user.id,
        "session": who.session.id,
        "method": "passkey",
        "passkey": right.passkey.id,
    });
    let work = Renew {
        user: who.user.id,
        session: who.session.id,
        answer: right.clone(),
        event: env.event(EventKind::SessionSteppedUp, now, context, data),
    };
    match env.write(scope, work).await? {
        // The unit was undone; that it was refused, and is over, is written in one of its own.
        Err(SignInError::PasskeyRefused) => {
            let wrong = right.outlived(env, scope).await?;
            Err(answer.refuse(env, scope, wrong, context).await?.into())
        }
        done => done,
    }
}

struct Renew {
    user: UserId,
    session: SessionId,
    answer: RightAnswer,
    event: Event,
}

#[async_trait]
impl Work for Renew {
    type Out = Result<(), SignInError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        if let Err(refusal) = self.answer.use_up(unit, now).await? {
            return Ok(Verdict::Rollback(Err(refusal)));
        }
        if !unit.renew_session(self.user, self.session, now).await? {
            return Ok(Verdict::Rollback(Err(SignInError::FlowUnknown)));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
