use crate::{
    foundation::{PageRequest, SessionId, TenantScope, Timestamp, UserId},
    store::{StoreError, Unit},
};

/// Ends a user's oldest sessions, so that with one more there are no more than the policy allows; says which. Call it
/// in the unit that opens the one more, before.
pub(crate) async fn make_room_for_session(
    unit: &dyn Unit,
    scope: &TenantScope,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    let most = scope.snapshot().policy.sessions_per_user as usize;
    if most == 0 {
        return Ok(Vec::new());
    }
    let mut ids = live_sessions(unit, user, now).await?;
    // Ids grow with time: the first are the oldest.
    ids.truncate((ids.len() + 1).saturating_sub(most));
    for id in &ids {
        unit.end_session(user, *id, now).await?;
        unit.end_families_of_session(*id, now).await?;
    }
    Ok(ids)
}

async fn live_sessions(
    unit: &dyn Unit,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    let mut ids: Vec<SessionId> = Vec::new();
    loop {
        let page = PageRequest::new(PageRequest::<SessionId>::MAX_LIMIT, ids.last().copied());
        let found = unit.list_sessions(user, now, &page).await?;
        let more = found.len() > page.limit() as usize;
        let limit = page.limit() as usize;
        ids.extend(found.into_iter().take(limit).map(|session| session.id));
        if !more {
            return Ok(ids);
        }
    }
}
