use super::world::{World, keep};
use crate::{
    foundation::{ClientId, SessionId, TenantScope, UserId},
    oauth::LogoutNotice,
};

fn new_notice(world: &World) -> LogoutNotice {
    LogoutNotice {
        session: SessionId::from_uuid(world.id()),
        client: ClientId::from_uuid(world.id()),
        user: UserId::from_uuid(world.id()),
        attempts: 0,
        due_at: world.now(),
    }
}

async fn leave(world: &World, scope: &TenantScope, notice: &LogoutNotice) -> bool {
    keep!(world, scope, [notice], |unit| unit
        .insert_logout_notice(&notice))
}

async fn put_off(world: &World, scope: &TenantScope, seen: &LogoutNotice) -> bool {
    let until = world.now().plus_seconds(60);
    keep!(world, scope, [seen, until], |unit| unit
        .put_logout_notice_off(&seen, until))
}

/// Notices of sign-outs: one for each session and client, taken up by one, put off, and each tenant's own.
///
/// # Panics
/// When the store breaks a promise.
pub async fn logout_notices(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let notice = new_notice(world);
    assert!(leave(world, &scope, &notice).await && !leave(world, &scope, &notice).await);
    let due = async |scope: &TenantScope| {
        let reader = world.reader(scope);
        reader.due_logout_notices(world.now(), 10).await.unwrap()
    };
    assert_eq!(due(&scope).await, std::slice::from_ref(&notice));
    assert!(due(&other).await.is_empty());
    assert!(!put_off(world, &other, &notice).await);
    assert!(put_off(world, &scope, &notice).await, "taken up");
    assert!(!put_off(world, &scope, &notice).await, "by one alone");
    assert!(due(&scope).await.is_empty());
    world.clock.advance(60);
    let later = due(&scope).await;
    assert_eq!((later.len(), later[0].attempts), (1, 1));
    let (session, client) = (notice.session, notice.client);
    keep!(world, &scope, [session, client], |unit| unit
        .delete_logout_notice(session, client));
    assert!(due(&scope).await.is_empty());
}
