use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, FieldFault, InternalError, MailedProof,
    error::from_internal,
    mailed_proof::{Presented, Proving, Redeemed, address_mark, spend_proofs},
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope, UserId},
    one_time::OneTimeGrant,
    store::{StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    user::UserStatus,
};

/// Why an address is not verified.
#[derive(Debug, thiserror::Error)]
pub enum VerifyEmailError {
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// Too many wrong codes.
    #[error("too many wrong codes; try again in {retry_after_seconds} s")]
    Locked {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The link or the code is wrong, used, or expired.
    #[error("the link or the code is wrong, was used, or has expired")]
    Refused,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(VerifyEmailError);

/// Takes a mailed link or code as the proof that the address is the user's own; says whose it is.
pub(crate) async fn verify_email(
    env: &Environment,
    scope: &TenantScope,
    proof: &MailedProof,
    context: &RequestContext,
) -> Result<UserId, VerifyEmailError> {
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(VerifyEmailError::Refused);
    }
    let presented = Presented::parse(scope, Proving::Address, proof, context)
        .map_err(VerifyEmailError::Invalid)?
        .ok_or(VerifyEmailError::Refused)?;
    let data = json!({});
    let work = VerifyEmail {
        scope: scope.clone(),
        presented,
        event: env.event(EventKind::UserEmailVerified, env.now(), context, data),
    };
    env.write(scope, work).await?
}

struct VerifyEmail {
    scope: TenantScope,
    presented: Presented,
    event: Event,
}

impl VerifyEmail {
    async fn verify(
        &self,
        unit: &dyn Unit,
        grant: OneTimeGrant,
    ) -> Result<Option<UserId>, StoreError> {
        let Some(id) = grant.user else {
            return Ok(None);
        };
        let user = unit.find_user(id).await?;
        let Some(user) = user.filter(|user| user.status == UserStatus::Active) else {
            return Ok(None);
        };
        let Some(email) = &user.email else {
            return Ok(None);
        };
        // The proof is of the address that it was sent to, and of no later one.
        if address_mark(&self.scope, email) != grant.data {
            return Ok(None);
        }
        unit.set_email_verified(id, email.normal(), self.event.at)
            .await?;
        spend_proofs(unit, id, Proving::Address, self.event.at).await?;
        Ok(Some(id))
    }
}

#[async_trait]
impl Work for VerifyEmail {
    type Out = Result<UserId, VerifyEmailError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        match self.presented.redeem(unit, Proving::Address, now).await? {
            Redeemed::Won(grant) => {
                let Some(user) = self.verify(unit, grant).await? else {
                    return Ok(Verdict::Rollback(Err(VerifyEmailError::Refused)));
                };
                let data = json!({"user": user});
                let event = self.event.become_kind(self.event.kind, data);
                unit.append_event(&event).await?;
                Ok(Verdict::Commit(Ok(user)))
            }
            Redeemed::Refused => Ok(Verdict::Rollback(Err(VerifyEmailError::Refused))),
            Redeemed::Locked(until) => Ok(Verdict::Rollback(Err(VerifyEmailError::Locked {
                retry_after_seconds: now.seconds_until(until),
            }))),
            Redeemed::Wrong => {
                let kind = EventKind::UserEmailVerificationRefused;
                let event = self.event.become_kind(kind, json!({}));
                unit.append_event(&event).await?;
                Ok(Verdict::Commit(Err(VerifyEmailError::Refused)))
            }
        }
    }
}
