use super::{
    race::race,
    world::{World, keep},
};
use crate::{
    foundation::{CodeHash, TenantScope, TokenHash, TrustedDeviceId, UserId},
    keyring::Sealed,
    totp::PendingTotp,
    trusted_device::{NewTrustedDevice, TrustedDevice},
};

fn secret(byte: u8) -> Sealed {
    Sealed::from_bytes(vec![byte; 49])
}

fn code(byte: u8) -> CodeHash {
    CodeHash::from_bytes([byte; 32])
}

async fn put_pending(world: &World, scope: &TenantScope, user: UserId, secret: Sealed) {
    let pending = PendingTotp {
        secret,
        started_at: world.now(),
    };
    keep!(world, scope, [pending], |unit| unit
        .put_pending_totp(user, &pending));
}

async fn confirm(
    world: &World,
    scope: &TenantScope,
    (user, secret, step): (UserId, Sealed, i64),
) -> bool {
    let now = world.now();
    keep!(world, scope, [secret, now], |unit| unit
        .confirm_totp(user, &secret, step, now))
}

async fn use_step(
    world: &World,
    scope: &TenantScope,
    (user, secret, step): (UserId, Sealed, i64),
) -> bool {
    keep!(world, scope, [secret], |unit| unit
        .use_totp_step(user, &secret, step))
}

async fn use_code(world: &World, scope: &TenantScope, (user, code): (UserId, CodeHash)) -> bool {
    let now = world.now();
    keep!(world, scope, [code, now], |unit| unit
        .use_recovery_code(user, &code, now))
}

async fn put_codes(world: &World, scope: &TenantScope, user: UserId, codes: Vec<CodeHash>) {
    let now = world.now();
    keep!(world, scope, [codes, now], |unit| unit
        .replace_recovery_codes(user, &codes, now));
}

/// Second factors: authenticator apps, recovery codes, browsers that are trusted.
///
/// # Panics
/// When the store breaks a promise.
pub async fn second_factors(world: &World) {
    an_app_is_confirmed_and_replaced(world).await;
    a_step_is_used_once(world).await;
    recovery_codes_are_used_once(world).await;
    a_trusted_browser_is_known_by_its_newest_token(world).await;
    one_racer_uses_a_step(world).await;
    one_racer_uses_a_recovery_code(world).await;
}

async fn an_app_is_confirmed_and_replaced(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let user = world.user(&scope).await;
    let none = world.reader(&scope).find_totp(user).await.unwrap();
    assert!(none.active.is_none() && none.pending.is_none());
    put_pending(world, &scope, user, secret(1)).await;
    put_pending(world, &scope, user, secret(2)).await;
    assert!(!confirm(world, &scope, (user, secret(1), 5)).await);
    assert!(!confirm(world, &other, (user, secret(2), 5)).await);
    assert!(confirm(world, &scope, (user, secret(2), 5)).await);
    assert!(!confirm(world, &scope, (user, secret(2), 6)).await);
    let found = world.reader(&scope).find_totp(user).await.unwrap();
    let active = found.active.unwrap();
    assert!(active.secret == secret(2) && found.pending.is_none());
    assert_eq!(active.last_step, 5);
    assert!(active.confirmed_at <= world.now());

    put_pending(world, &scope, user, secret(3)).await;
    let both = world.reader(&scope).find_totp(user).await.unwrap();
    assert!(both.active.is_some() && both.pending.is_some());
    assert!(confirm(world, &scope, (user, secret(3), 4)).await);
    let found = world.reader(&scope).find_totp(user).await.unwrap();
    assert!(found.active.unwrap().secret == secret(3));
    for gone in [true, false] {
        let deleted = keep!(world, &scope, [], |unit| unit.delete_totp(user));
        assert_eq!(deleted, gone);
    }
}

async fn a_step_is_used_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let user = world.user(&scope).await;
    put_pending(world, &scope, user, secret(1)).await;
    assert!(!use_step(world, &scope, (user, secret(1), 7)).await);
    assert!(confirm(world, &scope, (user, secret(1), 5)).await);
    for (step, won) in [
        (5, false),
        (4, false),
        (7, true),
        (7, false),
        (6, false),
        (8, true),
    ] {
        let done = use_step(world, &scope, (user, secret(1), step)).await;
        assert_eq!(done, won, "{step}");
    }
    assert!(!use_step(world, &scope, (user, secret(2), 9)).await);
    assert!(!use_step(world, &other, (user, secret(1), 9)).await);
}

async fn recovery_codes_are_used_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let [user, stranger] = [world.user(&scope).await, world.user(&scope).await];
    put_codes(world, &scope, user, vec![code(1), code(2)]).await;
    assert!(!use_code(world, &other, (user, code(1))).await);
    assert!(!use_code(world, &scope, (stranger, code(1))).await);
    assert!(use_code(world, &scope, (user, code(1))).await);
    assert!(!use_code(world, &scope, (user, code(1))).await);
    let left = world
        .reader(&scope)
        .list_recovery_codes(user)
        .await
        .unwrap();
    assert!(left.len() == 1 && left.iter().all(|one| one.matches(&code(2))));
    put_codes(world, &scope, user, vec![code(1), code(3)]).await;
    assert!(!use_code(world, &scope, (user, code(2))).await);
    assert!(use_code(world, &scope, (user, code(1))).await);
    put_codes(world, &scope, user, Vec::new()).await;
    assert!(!use_code(world, &scope, (user, code(3))).await);
}

async fn rotate(
    world: &World,
    scope: &TenantScope,
    (user, old, new): (UserId, TokenHash, TokenHash),
) -> bool {
    let now = world.now();
    keep!(world, scope, [old, new, now], |unit| unit
        .rotate_trusted_device(user, (&old, &new), now))
}

async fn a_trusted_browser_is_known_by_its_newest_token(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let [user, stranger] = [world.user(&scope).await, world.user(&scope).await];
    let new = NewTrustedDevice {
        device: TrustedDevice {
            id: TrustedDeviceId::from_uuid(world.id()),
            user,
            user_agent: Some("a browser".to_owned()),
            created_at: world.now(),
            last_used_at: world.now(),
            expires_at: world.now().plus_seconds(60),
        },
        token: world.hash(),
    };
    keep!(world, &scope, [new], |unit| unit
        .insert_trusted_device(&new));
    let (first, second) = (new.token, world.hash());
    assert!(!rotate(world, &other, (user, first, second)).await);
    assert!(!rotate(world, &scope, (stranger, first, second)).await);
    assert!(rotate(world, &scope, (user, first, second)).await);
    assert!(!rotate(world, &scope, (user, first, second)).await);
    let reader = world.reader(&scope);
    for (token, known) in [(first, false), (second, true)] {
        let found = reader.find_trusted_device(user, &token, world.now()).await;
        assert_eq!(found.unwrap().is_some(), known);
    }
    let listed = reader
        .list_trusted_devices(user, world.now())
        .await
        .unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].user_agent.as_deref(), Some("a browser"));
    drop(reader);
    world.clock.advance(60);
    let now = world.now();
    let late = world.reader(&scope).list_trusted_devices(user, now).await;
    assert!(late.unwrap().is_empty());
    assert!(!rotate(world, &scope, (user, second, first)).await);
    let id = new.device.id;
    for gone in [true, false] {
        let deleted = keep!(world, &scope, [], |unit| unit
            .delete_trusted_device(user, id));
        assert_eq!(deleted, gone);
    }
    assert_eq!(
        keep!(world, &scope, [], |unit| unit.delete_trusted_devices(user)),
        0
    );
}

pub(super) async fn one_racer_uses_a_step(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    put_pending(world, &scope, user, secret(1)).await;
    assert!(confirm(world, &scope, (user, secret(1), 1)).await);
    let won = race(world, |world| {
        let scope = scope.clone();
        async move { use_step(&world, &scope, (user, secret(1), 2)).await }
    });
    assert_eq!(won.await.into_iter().filter(|won| *won).count(), 1);
}

pub(super) async fn one_racer_uses_a_recovery_code(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    put_codes(world, &scope, user, vec![code(1)]).await;
    let won = race(world, |world| {
        let scope = scope.clone();
        async move { use_code(&world, &scope, (user, code(1))).await }
    });
    assert_eq!(won.await.into_iter().filter(|won| *won).count(), 1);
}
