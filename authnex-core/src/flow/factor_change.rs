use super::end_session::end_all;
use super::{Environment, InternalError, letter::Letter};
use crate::{
    foundation::{Language, SessionId, TenantScope, Timestamp, UserId},
    mail::MailKind,
    store::{StoreError, Unit},
    user::User,
};

/// What goes with every change of a user's factors: a notice to the user, the end of the other sessions if the
/// policy says so, and the end of all trust in browsers.
#[derive(Debug)]
pub(crate) struct FactorChange {
    user: UserId,
    /// The session that stays.
    keep: Option<SessionId>,
    ends_sessions: bool,
    notice: Option<Letter>,
}

impl FactorChange {
    /// Prepares it, before the unit.
    pub(crate) fn prepare(
        env: &Environment,
        scope: &TenantScope,
        (user, keep): (&User, Option<SessionId>),
        kind: MailKind,
        language: Language,
    ) -> Result<Self, InternalError> {
        // Who did not do it sets another password, which ends what a thief has opened.
        let about = (kind, "forgot-password");
        let notice = user
            .email
            .as_ref()
            .map(|to| Letter::notice(env, scope, about, to, language))
            .transpose()?;
        Ok(Self {
            user: user.id,
            keep,
            ends_sessions: scope.snapshot().policy.factor_change_ends_sessions,
            notice,
        })
    }

    /// Writes it beside the change; says which sessions ended.
    pub(crate) async fn write(
        &self,
        unit: &dyn Unit,
        now: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        unit.delete_trusted_devices(self.user).await?;
        if let Some(notice) = &self.notice {
            notice.write(unit, self.user).await?;
        }
        if !self.ends_sessions {
            return Ok(Vec::new());
        }
        let (ended, _) = end_all(unit, self.user, self.keep, now).await?;
        Ok(ended)
    }
}
