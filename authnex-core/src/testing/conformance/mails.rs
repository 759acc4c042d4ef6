use uuid::Uuid;

use super::{
    race::race,
    world::{World, keep},
};
use crate::{
    foundation::{MailId, PageRequest, TenantScope, Timestamp, UserId},
    keyring::Sealed,
    mail::{ClaimedMail, MailKind, MailLease, MailOutcome, NewMail, UserMail},
};

const LEASE: u32 = 45;

async fn put(world: &World, scope: &TenantScope) -> MailId {
    put_for(world, scope, None).await
}

async fn put_for(world: &World, scope: &TenantScope, user: Option<UserId>) -> MailId {
    let new = NewMail {
        id: MailId::from_uuid(world.id()),
        user,
        kind: MailKind::VerifyEmail,
        body: Sealed::from_bytes(b"sealed".to_vec()),
        created_at: world.now(),
    };
    keep!(world, scope, [new], |unit| unit.insert_mail(&new));
    new.id
}

async fn due(world: &World, scope: &TenantScope) -> Vec<MailId> {
    let listed = world.reader(scope).list_due_mail(world.now(), 100).await;
    listed.unwrap()
}

async fn claim(world: &World, scope: &TenantScope, id: MailId, owner: Uuid) -> Option<ClaimedMail> {
    claim_at(world, scope, (id, owner), world.now()).await
}

async fn claim_at(
    world: &World,
    scope: &TenantScope,
    (id, owner): (MailId, Uuid),
    now: Timestamp,
) -> Option<ClaimedMail> {
    let lease = MailLease {
        owner,
        until: now.plus_seconds(LEASE),
    };
    keep!(world, scope, [id, lease, now], |unit| unit
        .claim_mail(id, &lease, now))
}

async fn finish(world: &World, scope: &TenantScope, id: MailId, held: (Uuid, u32)) -> bool {
    let (now, outcome) = (world.now(), MailOutcome::Delivered);
    keep!(world, scope, [id, held, outcome, now], |unit| unit
        .finish_mail(id, held, outcome, now))
}

async fn is_listed(world: &World, scope: &TenantScope) -> bool {
    let reader = world.store.platform_reader(world.platform());
    let mut after = None;
    loop {
        let page = reader.tenants_with_due_mail(world.now(), after, 3).await;
        let page = page.unwrap();
        if page
            .iter()
            .any(|tenant| tenant.id == scope.id() && tenant.slug == scope.snapshot().tenant.slug)
        {
            return true;
        }
        match page.last() {
            Some(last) => after = Some(last.id),
            None => return false,
        }
    }
}

/// The outbox: each mail is held by one, comes again when its lease is over, and ends once, in its tenant.
///
/// # Panics
/// When the store breaks a promise.
pub async fn mails(world: &World) {
    waits_until_it_is_done(world).await;
    is_held_by_one_until_the_lease_is_over(world).await;
    whoever_lost_the_lease_changes_nothing(world).await;
    waits_when_it_is_postponed(world).await;
    is_of_its_tenant(world).await;
    is_known_to_be_its_users(world).await;
    rows_go_after_a_while(world).await;
    one_racer_claims_it(world).await;
}

async fn is_known_to_be_its_users(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let (one, two) = (world.user(&scope).await, world.user(&scope).await);
    let mut put = Vec::new();
    for user in [Some(one), Some(two), None, Some(one)] {
        put.push(put_for(world, &scope, user).await);
    }
    let owner = world.id();
    claim(world, &scope, put[0], owner).await.unwrap();
    assert!(finish(world, &scope, put[0], (owner, 1)).await);
    let list = async |scope: &TenantScope, after| {
        let page = PageRequest::new(1, after);
        let mails = world.reader(scope).list_mails_of(one, &page).await.unwrap();
        let done = |mail: &UserMail| (mail.id, mail.kind, mail.done_at.is_some());
        mails.iter().map(done).collect::<Vec<_>>()
    };
    let kind = MailKind::VerifyEmail;
    assert_eq!(
        list(&scope, None).await,
        [(put[3], kind, false), (put[0], kind, true)]
    );
    assert_eq!(list(&scope, Some(put[3])).await, [(put[0], kind, true)]);
    assert!(list(&scope, Some(put[0])).await.is_empty());
    assert!(list(&other, None).await.is_empty());
}

async fn waits_until_it_is_done(world: &World) {
    let scope = world.tenant().await;
    assert!(!is_listed(world, &scope).await);
    let (first, second) = (put(world, &scope).await, put(world, &scope).await);
    assert!(is_listed(world, &scope).await);
    assert_eq!(due(world, &scope).await, [first, second]);
    let listed = world.reader(&scope).list_due_mail(world.now(), 1).await;
    assert_eq!(listed.unwrap(), [first], "the longest due comes first");
    let owner = world.id();
    let claimed = claim(world, &scope, first, owner).await.unwrap();
    assert_eq!(
        (claimed.id, claimed.kind, claimed.attempt),
        (first, MailKind::VerifyEmail, 1)
    );
    assert_eq!(claimed.body.as_bytes(), b"sealed");
    assert!(finish(world, &scope, first, (owner, 1)).await);
    assert!(!finish(world, &scope, first, (owner, 1)).await, "once");
    assert_eq!(due(world, &scope).await, [second]);
    world.clock.advance(10 * LEASE);
    assert!(claim(world, &scope, first, owner).await.is_none());
}

async fn is_held_by_one_until_the_lease_is_over(world: &World) {
    let scope = world.tenant().await;
    let id = put(world, &scope).await;
    let (one, two) = (world.id(), world.id());
    assert!(claim(world, &scope, id, one).await.is_some());
    assert!(claim(world, &scope, id, two).await.is_none());
    assert!(due(world, &scope).await.is_empty());
    assert!(!is_listed(world, &scope).await);
    world.clock.advance(LEASE);
    assert!(is_listed(world, &scope).await);
    let again = claim(world, &scope, id, two).await.unwrap();
    assert_eq!((again.attempt, again.body.as_bytes()), (2, &b"sealed"[..]));
}

async fn whoever_lost_the_lease_changes_nothing(world: &World) {
    let scope = world.tenant().await;
    let id = put(world, &scope).await;
    let (one, two) = (world.id(), world.id());
    claim(world, &scope, id, one).await.unwrap();
    world.clock.advance(LEASE);
    claim(world, &scope, id, two).await.unwrap();
    assert!(!finish(world, &scope, id, (one, 1)).await, "an old fence");
    assert!(!finish(world, &scope, id, (one, 2)).await, "another's");
    assert!(!finish(world, &scope, id, (two, 1)).await, "an old fence");
    let (held, due_at) = ((one, 1), world.now());
    let postponed = keep!(world, &scope, [id, held, due_at], |unit| unit
        .postpone_mail(id, held, due_at));
    assert!(!postponed);
    assert!(finish(world, &scope, id, (two, 2)).await);
}

async fn waits_when_it_is_postponed(world: &World) {
    let scope = world.tenant().await;
    let id = put(world, &scope).await;
    let owner = world.id();
    claim(world, &scope, id, owner).await.unwrap();
    let (held, due_at) = ((owner, 1), world.now().plus_seconds(100));
    let postponed = keep!(world, &scope, [id, held, due_at], |unit| unit
        .postpone_mail(id, held, due_at));
    assert!(postponed);
    assert!(!finish(world, &scope, id, held).await, "it was let go");
    world.clock.advance(99);
    assert!(due(world, &scope).await.is_empty());
    world.clock.advance(1);
    assert_eq!(due(world, &scope).await, [id]);
    assert_eq!(claim(world, &scope, id, owner).await.unwrap().attempt, 2);
}

async fn is_of_its_tenant(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let id = put(world, &scope).await;
    let owner = world.id();
    assert!(due(world, &other).await.is_empty());
    assert!(!is_listed(world, &other).await);
    assert!(claim(world, &other, id, owner).await.is_none());
    claim(world, &scope, id, owner).await.unwrap();
    assert!(!finish(world, &other, id, (owner, 1)).await);
    assert!(finish(world, &scope, id, (owner, 1)).await);
}

async fn rows_go_after_a_while(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let owner = world.id();
    let mut done = Vec::new();
    for scope in [&scope, &scope, &scope, &other] {
        let id = put(world, scope).await;
        claim(world, scope, id, owner).await.unwrap();
        assert!(finish(world, scope, id, (owner, 1)).await);
        done.push(id);
    }
    let waiting = put(world, &scope).await;
    let at = world.now();
    let delete = async |before: Timestamp, limit: u32| {
        keep!(world, &scope, [before, limit], |unit| unit
            .delete_done_mail(before, limit))
    };
    let listed = async |before| {
        let reader = world.store.platform_reader(world.platform());
        let tenants = reader.tenants_with_done_mail(before, 10_000).await.unwrap();
        tenants.iter().any(|tenant| tenant.id == scope.id())
    };
    let later = at.plus_seconds(1);
    assert!(listed(later).await);
    assert_eq!(delete(at.minus_seconds(60), 10).await, 0, "not yet");
    assert_eq!(delete(later, 2).await, 2);
    assert_eq!(delete(later, 2).await, 1);
    assert_eq!(delete(later, 2).await, 0, "no other tenant's");
    assert!(!listed(later).await);
    assert_eq!(due(world, &scope).await, [waiting]);
}

pub(super) async fn one_racer_claims_it(world: &World) {
    let scope = world.tenant().await;
    let id = put(world, &scope).await;
    let now = world.now();
    let outcomes = race(world, |world| {
        let scope = scope.clone();
        async move { claim_at(&world, &scope, (id, world.id()), now).await }
    })
    .await;
    assert_eq!(outcomes.iter().flatten().count(), 1);
}
