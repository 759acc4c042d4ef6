use super::world::{World, keep, unit};
use crate::{
    foundation::{PageRequest, SessionId, TenantScope, TokenHash, UserId},
    policy::Policy,
    session::{Device, NewSession, Session},
    sign_in::{Proof, Proofs, VerifiedPassword},
    store::Verdict,
};

impl World {
    /// A session about to be opened, as by a password.
    #[must_use]
    pub fn new_session(&self, user: UserId) -> NewSession {
        let proof = Proof::Password(VerifiedPassword::new(user, self.now(), self.now()));
        NewSession::on(
            &Proofs::first(proof),
            SessionId::from_uuid(self.id()),
            self.hash(),
            Device {
                address: Some([192, 0, 2, 7].into()),
                user_agent: Some("agent".to_owned()),
            },
            (
                self.now(),
                self.now().plus_seconds(Policy::default().session_seconds),
            ),
        )
    }

    /// Opens a session.
    ///
    /// # Panics
    /// If the store does not take it.
    pub async fn session(&self, scope: &TenantScope, user: UserId) -> (Session, TokenHash) {
        let new = std::sync::Arc::new(self.new_session(user));
        keep!(self, scope, [new], |unit| unit.insert_session(&new));
        (new.session().clone(), *new.token())
    }

    async fn live(&self, scope: &TenantScope, token: &TokenHash) -> Option<Session> {
        let reader = self.reader(scope);
        reader.find_session(token, self.now()).await.unwrap()
    }
}

async fn ids_of(world: &World, scope: &TenantScope, user: UserId) -> Vec<SessionId> {
    let page = PageRequest::new(200, None);
    let listed = world
        .reader(scope)
        .list_sessions(user, world.now(), &page)
        .await;
    listed.unwrap().iter().map(|session| session.id).collect()
}

/// Sessions: found while they live, ended by their user, never touched backwards.
///
/// # Panics
/// When the store breaks a promise.
pub async fn sessions(world: &World) {
    is_found_as_opened(world).await;
    is_over_at_its_end(world).await;
    ends_for_its_user_only(world).await;
    all_but_one_end(world).await;
    is_never_seen_earlier(world).await;
    pages_do_not_overlap(world).await;
    one_token_in_two_tenants(world).await;
}

async fn is_found_as_opened(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let (opened, token) = world.session(&scope, user).await;
    let by_token = world.live(&scope, &token).await.unwrap();
    let by_id = world
        .reader(&scope)
        .find_session_by_id(opened.id, world.now())
        .await
        .unwrap()
        .unwrap();
    for found in [by_token, by_id] {
        assert_eq!(format!("{found:?}"), format!("{opened:?}"));
    }
    assert!(world.live(&scope, &world.hash()).await.is_none());
}

async fn is_over_at_its_end(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let (opened, token) = world.session(&scope, user).await;
    world.clock.advance(Policy::default().session_seconds);
    assert!(world.live(&scope, &token).await.is_none());
    assert!(ids_of(world, &scope, user).await.is_empty());
    let (id, now) = (opened.id, world.now());
    let ended = keep!(world, &scope, [user, id, now], |unit| unit
        .end_session(user, id, now));
    assert!(!ended, "it was over already");
}

async fn ends_for_its_user_only(world: &World) {
    let scope = world.tenant().await;
    let (user, other) = (world.user(&scope).await, world.user(&scope).await);
    let (opened, token) = world.session(&scope, user).await;
    let (id, now) = (opened.id, world.now());
    for (who, ends) in [(other, false), (user, true), (user, false)] {
        let ended = keep!(world, &scope, [who, id, now], |unit| unit
            .end_session(who, id, now));
        assert_eq!(ended, ends);
    }
    assert!(world.live(&scope, &token).await.is_none());
}

async fn all_but_one_end(world: &World) {
    let scope = world.tenant().await;
    let (user, other) = (world.user(&scope).await, world.user(&scope).await);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.session(&scope, user).await.0.id);
    }
    let (_, others_token) = world.session(&scope, other).await;
    let (keep, now) = (ids.pop(), world.now());
    let mut ended = keep!(world, &scope, [user, keep, now], |unit| unit
        .end_sessions(user, keep, now));
    ended.sort();
    assert_eq!(ended, ids);
    assert_eq!(ids_of(world, &scope, user).await, Vec::from_iter(keep));
    let rest = keep!(world, &scope, [user, now], |unit| unit
        .end_sessions(user, None, now));
    assert_eq!(rest, Vec::from_iter(keep));
    assert!(world.live(&scope, &others_token).await.is_some());
}

async fn is_never_seen_earlier(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let (opened, token) = world.session(&scope, user).await;
    let id = opened.id;
    let (early, late) = (world.now().plus_seconds(10), world.now().plus_seconds(20));
    let touched = unit!(world, &scope, [id, early, late], |unit| {
        unit.touch_session(id, late).await?;
        unit.touch_session(id, early).await?;
        Ok(Verdict::Commit(()))
    });
    touched.unwrap();
    let seen = world.live(&scope, &token).await.unwrap().last_seen_at;
    assert_eq!(seen, late);
}

async fn pages_do_not_overlap(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let mut opened = Vec::new();
    for _ in 0..5 {
        opened.push(world.session(&scope, user).await.0.id);
    }
    let mut listed = Vec::new();
    let mut after = None;
    loop {
        let page = PageRequest::new(2, after);
        let rows = world
            .reader(&scope)
            .list_sessions(user, world.now(), &page)
            .await
            .unwrap();
        let more = rows.len() > 2;
        listed.extend(rows.iter().take(2).map(|session| session.id));
        if !more {
            break;
        }
        after = listed.last().copied();
    }
    assert_eq!(listed, opened);
}

async fn one_token_in_two_tenants(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let user = world.user(&one).await;
    let (opened, token) = world.session(&one, user).await;
    assert!(world.live(&two, &token).await.is_none());
    assert!(ids_of(world, &two, user).await.is_empty());
    let (id, now) = (opened.id, world.now());
    let ended = keep!(world, &two, [user, id, now], |unit| unit
        .end_session(user, id, now));
    assert!(!ended, "another tenant ends nothing");
    let all = keep!(world, &two, [user, now], |unit| unit
        .end_sessions(user, None, now));
    assert!(all.is_empty());
    assert!(world.live(&one, &token).await.is_some());
}
