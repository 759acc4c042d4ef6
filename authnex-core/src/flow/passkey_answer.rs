//! A browser's answer to a ceremony that asks for a passkey: found, verified, and used up by whoever goes on.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Environment, FieldFault, SignInError,
    passkey_ceremony::{Audience, CeremonyState, waiting_ceremony},
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope, Timestamp, TokenHash},
    one_time::OneTimePurpose,
    passkey::{Assertion, CeremonyError, Passkey, PasskeyUse, Presented, RelyingParty},
    sign_in::{Proof, VerifiedPasskey},
    store::{Consumed, StoreError, Unit, Verdict, Work},
};

/// An answer, with the ceremony that it answers; nothing of it is verified.
pub(super) struct Answer {
    purpose: OneTimePurpose,
    token: TokenHash,
    pub(super) kept: CeremonyState,
    presented: Presented,
    credential: Value,
}

impl Answer {
    /// Finds the ceremony, which must be of this purpose, and reads what the answer claims.
    pub(super) async fn read(
        env: &Environment,
        scope: &TenantScope,
        purpose: OneTimePurpose,
        (flow, credential): (&str, Value),
    ) -> Result<Self, SignInError> {
        let (token, kept) = waiting_ceremony(env, scope, (&purpose, flow))
            .await?
            .ok_or(SignInError::FlowUnknown)?;
        let presented = party(env)?.identify(&credential).map_err(malformed)?;
        Ok(Self {
            purpose,
            token,
            kept,
            presented,
            credential,
        })
    }

    /// Verifies the answer, outside of any unit.
    pub(super) async fn verify(
        &self,
        env: &Environment,
        scope: &TenantScope,
    ) -> Result<Result<RightAnswer, WrongAnswer>, SignInError> {
        let passkey = match self.find_passkey(env, scope).await? {
            Ok(passkey) => passkey,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let verified = party(env)?.finish_sign_in(&self.credential, &self.kept.state, &passkey);
        let assertion = match verified {
            Ok(assertion) => assertion,
            Err(error) => return Ok(Err(WrongAnswer::of(passkey, &error))),
        };
        Ok(Ok(RightAnswer {
            purpose: self.purpose.clone(),
            token: self.token,
            passkey,
            assertion,
        }))
    }

    /// The passkey, if it may answer this ceremony: by tenant and credential id, and of the user whom its
    /// authenticator names (WebAuthn 7.2 step 6).
    async fn find_passkey(
        &self,
        env: &Environment,
        scope: &TenantScope,
    ) -> Result<Result<Passkey, WrongAnswer>, StoreError> {
        let reader = env.store.reader(scope);
        let id = &self.presented.credential_id;
        let Some(passkey) = reader.find_passkey_by_credential(id).await? else {
            return Ok(Err(WrongAnswer::because(None, "unknown credential")));
        };
        let claimed = self.presented.user_handle;
        let asked = match &self.kept.audience {
            Audience::Anyone => claimed.is_some(),
            Audience::User(user)
            | Audience::SecondFactor { user, .. }
            | Audience::Session(user, _) => *user == passkey.user,
            Audience::Enrolment { .. } | Audience::Invited { .. } | Audience::Nobody => false,
        };
        if !asked {
            return Ok(Err(WrongAnswer::because(Some(passkey), "not asked for")));
        }
        let handle = reader.find_user_handle(passkey.user).await?;
        if claimed.is_some() && claimed != handle {
            return Ok(Err(WrongAnswer::because(Some(passkey), "of another user")));
        }
        Ok(Ok(passkey))
    }

    /// A ceremony is for one answer, also when that is refused. It is not counted as a failure: there is nothing to
    /// guess, and a stranger's tries must not lock the account of somebody who holds a passkey.
    pub(super) async fn refuse(
        &self,
        env: &Environment,
        scope: &TenantScope,
        wrong: WrongAnswer,
        context: &RequestContext,
    ) -> Result<AnswerRefused, StoreError> {
        let passkey = wrong.passkey.as_ref();
        let data = json!({
            "method": "passkey",
            "user": passkey.map(|passkey| passkey.user),
            "passkey": passkey.map(|passkey| passkey.id),
            "reason": wrong.reason,
        });
        let kind = if wrong.counter {
            EventKind::PasskeyCounterRefused
        } else {
            EventKind::SignInRefused
        };
        let work = Refuse {
            purpose: self.purpose.clone(),
            token: self.token,
            event: env.event(kind, env.now(), context, data),
        };
        env.write(scope, work).await
    }
}

/// What came of a refusal.
pub(super) enum AnswerRefused {
    /// The ceremony was over before.
    Before,
    /// It was refused, and is over.
    Now,
}

impl From<AnswerRefused> for SignInError {
    fn from(refused: AnswerRefused) -> Self {
        match refused {
            AnswerRefused::Before => Self::FlowUnknown,
            AnswerRefused::Now => Self::PasskeyRefused,
        }
    }
}

fn party(env: &Environment) -> Result<&RelyingParty, SignInError> {
    env.relying_party
        .as_ref()
        .ok_or(SignInError::PasskeyRefused)
}

fn malformed(error: CeremonyError) -> SignInError {
    match error {
        CeremonyError::Malformed(_) => {
            let fault = FieldFault::new("credential", "credential_malformed", error);
            SignInError::Invalid(vec![fault])
        }
        _ => SignInError::PasskeyRefused,
    }
}

/// Why an answer is refused: for the trail.
pub(super) struct WrongAnswer {
    passkey: Option<Passkey>,
    pub(super) counter: bool,
    reason: String,
}

impl WrongAnswer {
    fn because(passkey: Option<Passkey>, reason: &str) -> Self {
        Self {
            passkey,
            counter: false,
            reason: reason.to_owned(),
        }
    }

    fn of(passkey: Passkey, error: &CeremonyError) -> Self {
        Self {
            passkey: Some(passkey),
            counter: *error == CeremonyError::CounterDidNotRise,
            reason: error.to_string(),
        }
    }
}

/// A verified answer, to be used up in the unit of whatever goes on with it.
#[derive(Clone, Debug)]
pub(super) struct RightAnswer {
    purpose: OneTimePurpose,
    token: TokenHash,
    pub(super) passkey: Passkey,
    assertion: Assertion,
}

impl RightAnswer {
    /// What it proves. A passkey's user is always verified: nothing else is taken.
    pub(super) fn proof(&self, now: Timestamp) -> Proof {
        let qualities = (true, !self.assertion.backup_eligible);
        Proof::Passkey(VerifiedPasskey::new(self.passkey.user, now, qualities))
    }

    /// Uses up the ceremony, then the counter.
    pub(super) async fn use_up(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        match unit
            .consume_one_time(&self.purpose, &self.token, now)
            .await?
        {
            Consumed::Won(_) => {}
            Consumed::Spent(_) | Consumed::Absent => return Ok(Err(SignInError::FlowUnknown)),
        }
        let used = PasskeyUse {
            id: self.passkey.id,
            counter: self.assertion.counter,
            backed_up: self.assertion.backed_up,
            at: now,
        };
        let counts = unit.use_passkey(&used).await?;
        Ok(counts.then_some(()).ok_or(SignInError::PasskeyRefused))
    }

    /// It was right, and may not sign in after all: the passkey is gone by now, was used with a counter as high, or
    /// its user may not come in.
    pub(super) async fn outlived(
        self,
        env: &Environment,
        scope: &TenantScope,
    ) -> Result<WrongAnswer, StoreError> {
        let (user, id) = (self.passkey.user, self.passkey.id);
        let present = env.store.reader(scope).find_passkey(user, id).await?;
        let counter = present.is_some_and(|present| {
            present.counter > 0 && present.counter >= self.assertion.counter
        });
        Ok(WrongAnswer {
            passkey: Some(self.passkey),
            counter,
            reason: "not any more".to_owned(),
        })
    }
}

struct Refuse {
    purpose: OneTimePurpose,
    token: TokenHash,
    event: Event,
}

#[async_trait]
impl Work for Refuse {
    type Out = AnswerRefused;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<AnswerRefused>, StoreError> {
        match unit
            .consume_one_time(&self.purpose, &self.token, self.event.at)
            .await?
        {
            Consumed::Won(_) => {}
            Consumed::Spent(_) | Consumed::Absent => {
                return Ok(Verdict::Rollback(AnswerRefused::Before));
            }
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(AnswerRefused::Now))
    }
}
