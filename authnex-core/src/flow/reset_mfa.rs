use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, factor_change::FactorChange};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SessionId, TenantScope, UserId},
    mail::MailKind,
    store::{StoreError, Unit, Verdict, Work},
};

/// Takes a user's second factors away: authenticator app, recovery codes and passkeys, for who has lost them. `None`
/// if there is no such user, `false` if there was nothing to take away. Passkeys stay where they are the only way in:
/// of whoever has neither a password nor an address to which the way to another one could be mailed.
pub(crate) async fn reset_mfa(
    env: &Environment,
    scope: &TenantScope,
    user: UserId,
    context: &RequestContext,
) -> Result<Option<bool>, InternalError> {
    let found = env.store.reader(scope).find_user(user).await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let now = env.now();
    let about = (&found, None);
    let change = FactorChange::prepare(env, scope, about, MailKind::MfaReset, context.language)?;
    let work = Reset {
        user,
        has_address: found.email.is_some(),
        change,
        event: env.event(EventKind::MfaReset, now, context, json!({"user": user})),
    };
    let Some(ended) = env.write(scope, work).await? else {
        return Ok(Some(false));
    };
    for session in ended {
        env.session_ended(scope, session, now);
    }
    env.mail_wake.notify_one();
    Ok(Some(true))
}

struct Reset {
    user: UserId,
    has_address: bool,
    change: FactorChange,
    event: Event,
}

#[async_trait]
impl Work for Reset {
    type Out = Option<Vec<SessionId>>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        let had_codes = !unit.list_recovery_codes(self.user).await?.is_empty();
        let had_totp = unit.delete_totp(self.user).await?;
        let another_way_in = self.has_address || unit.find_password(self.user).await?.is_some();
        let had_passkeys = another_way_in && unit.delete_passkeys(self.user).await? > 0;
        if !had_codes && !had_totp && !had_passkeys {
            return Ok(Verdict::Rollback(None));
        }
        unit.replace_recovery_codes(self.user, &[], now).await?;
        let ended = self.change.write(unit, now).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Some(ended)))
    }
}
