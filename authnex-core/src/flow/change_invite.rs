use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, error::from_internal, letter::Letter};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, InviteId, RequestContext, TenantScope, TokenKind},
    invite::{INVITE_SECONDS, Invite, Renewal},
    store::{StoreError, Unit, Verdict, Work},
    tenant::TenantState,
};

/// Why an invitation stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeInviteError {
    /// It was accepted.
    #[error("this invitation was accepted")]
    Accepted,
    /// It was taken back.
    #[error("this invitation was taken back; invite anew")]
    Revoked,
    /// The tenant is suspended or about to be deleted.
    #[error("this organization is not active")]
    TenantNotActive,
    /// There is none.
    #[error("there is no such invitation")]
    Unknown,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(ChangeInviteError);

/// Sends an invitation again, also one whose time is over: another link, good for as long again. The link that was
/// sent before is good for nothing any more.
pub(crate) async fn resend_invite(
    env: &Environment,
    scope: &TenantScope,
    id: InviteId,
    context: &RequestContext,
) -> Result<Invite, ChangeInviteError> {
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(ChangeInviteError::TenantNotActive);
    }
    let found = env.store.reader(scope).find_invite(id).await?;
    let invite = found.ok_or(ChangeInviteError::Unknown)?;
    let token = env.token(TokenKind::Invite);
    let letter = Letter::invitation(env, scope, &token, &invite.email, context.language)?;
    let now = env.now();
    let renewal = Renewal {
        id,
        token: token.hash(),
        sent_at: now,
        expires_at: now.plus_seconds(INVITE_SECONDS),
    };
    let work = ChangeInvite {
        id,
        change: Change::Renew(renewal, Box::new(letter)),
        event: env.event(EventKind::InviteResent, now, context, json!({"invite": id})),
    };
    let changed = env.write(scope, work).await??;
    env.mail_wake.notify_one();
    Ok(changed)
}

/// Takes an invitation back: its link is good for nothing any more.
pub(crate) async fn revoke_invite(
    env: &Environment,
    scope: &TenantScope,
    id: InviteId,
    context: &RequestContext,
) -> Result<(), ChangeInviteError> {
    let work = ChangeInvite {
        id,
        change: Change::Revoke,
        event: env.event(
            EventKind::InviteRevoked,
            env.now(),
            context,
            json!({"invite": id}),
        ),
    };
    env.write(scope, work).await?.map(drop)
}

enum Change {
    Renew(Renewal, Box<Letter>),
    Revoke,
}

struct ChangeInvite {
    id: InviteId,
    change: Change,
    event: Event,
}

impl ChangeInvite {
    /// Why a guarded change found nothing to change.
    async fn refusal(&self, unit: &dyn Unit) -> Result<ChangeInviteError, StoreError> {
        Ok(match unit.find_invite(self.id).await? {
            None => ChangeInviteError::Unknown,
            Some(invite) if invite.accepted_at.is_some() => ChangeInviteError::Accepted,
            Some(_) => ChangeInviteError::Revoked,
        })
    }
}

#[async_trait]
impl Work for ChangeInvite {
    type Out = Result<Invite, ChangeInviteError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let changed = match &self.change {
            Change::Renew(renewal, _) => unit.renew_invite(renewal).await?,
            Change::Revoke => unit.revoke_invite(self.id, self.event.at).await?,
        };
        if !changed {
            return Ok(Verdict::Rollback(Err(self.refusal(unit).await?)));
        }
        if let Change::Renew(_, letter) = &self.change {
            letter.write(unit, None).await?;
        }
        let Some(invite) = unit.find_invite(self.id).await? else {
            return Ok(Verdict::Rollback(Err(ChangeInviteError::Unknown)));
        };
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(invite)))
    }
}
