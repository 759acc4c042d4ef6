use super::{end_session::end_all, standing::Standing};
use crate::{
    foundation::{SessionId, TenantScope, Timestamp, UserId},
    store::{StoreError, Unit},
};

/// Whether whoever reads the mail of the address takes the account over from whoever registered it: the address was
/// never shown to be the own one, so that they may be two. Where a second factor is asked for, the mail alone gets
/// nobody in, and takes nothing away.
pub(super) const fn takes_over(standing: &Standing) -> bool {
    standing.user.email.is_some()
        && !standing.user.email_verified
        && !standing.wants_second_factor()
}

/// At the first proof that the address is the user's own, ends what whoever registered it could come back by, under
/// every policy: passkeys, trusted browsers and sessions; says which sessions. Passwords are the caller's to replace. It
/// is asked before the address counts as verified.
pub(super) async fn take_over(
    unit: &dyn Unit,
    scope: &TenantScope,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    let standing = Standing::read(unit, scope, user).await?;
    if !standing.as_ref().is_some_and(takes_over) {
        return Ok(Vec::new());
    }
    unit.delete_passkeys(user).await?;
    unit.delete_trusted_devices(user).await?;
    // Recovery codes stand in for a factor: without one they are good for nothing.
    unit.replace_recovery_codes(user, &[], now).await?;
    let (ended, _) = end_all(unit, user, None, now).await?;
    Ok(ended)
}
